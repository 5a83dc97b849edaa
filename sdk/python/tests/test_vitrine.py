from __future__ import annotations

import asyncio
import json
import time

import pytest
from conftest import Collector, attributes_of
from opentelemetry import trace

import vitrine


def test_an_observed_function_keeps_its_result_and_becomes_a_span(collector: Collector) -> None:
    @vitrine.observe(kind="tool")
    def get_weather(city: str, unit: str = "C") -> dict[str, str]:
        """Weather now."""
        return {"city": city}

    assert get_weather("تهران") == {"city": "تهران"}
    assert (get_weather.__name__, get_weather.__doc__) == ("get_weather", "Weather now.")
    vitrine.flush()
    found = attributes_of(collector.named("execute_tool get_weather"))
    assert found["gen_ai.tool.name"] == "get_weather"
    assert json.loads(found["gen_ai.tool.call.arguments"]) == {"city": "تهران"}
    assert json.loads(found["gen_ai.tool.call.result"]) == {"city": "تهران"}


def test_coroutines_and_generators_are_parents_of_what_runs_inside(collector: Collector) -> None:
    @vitrine.observe
    async def inner() -> int:
        await asyncio.sleep(0)
        return 1

    @vitrine.observe
    async def outer() -> int:
        return await inner()

    @vitrine.observe
    def letters():
        yield "a"
        yield "b"

    @vitrine.observe
    async def numbers():
        yield 1

    async def all_of_it() -> list[int]:
        await outer()
        return [number async for number in numbers()]

    assert asyncio.run(all_of_it()) == [1]
    assert list(letters()) == ["a", "b"]
    vitrine.flush()
    assert collector.named("inner").parent_span_id == collector.named("outer").span_id
    assert attributes_of(collector.named("letters"))["output.value"] == "ab"


def test_a_generator_keeps_what_is_sent_thrown_and_returned(collector: Collector) -> None:
    def echo():
        heard = yield "first"
        try:
            heard = yield heard
        except LookupError as error:
            heard = yield f"caught {error}"
        return f"last {heard}"

    def use(made) -> list[object]:
        said: list[object] = [next(made), made.send("a"), made.throw(LookupError("b"))]
        try:
            made.send("c")
        except StopIteration as end:
            said.append(end.value)
        return said

    assert use(vitrine.observe(echo)()) == use(echo())

    async def echo_async():
        heard = yield "first"
        try:
            yield heard
        except LookupError as error:
            yield f"caught {error}"

    async def use_async(made) -> list[object]:
        return [await anext(made), await made.asend("a"), await made.athrow(LookupError("b")), await anext(made, "end")]

    assert asyncio.run(use_async(vitrine.observe(echo_async)())) == asyncio.run(use_async(echo_async()))
    vitrine.flush()
    assert [span.status.code for span in collector.spans] == [0, 0]


def test_a_generators_span_is_current_inside_it_and_not_in_its_reader(collector: Collector) -> None:
    @vitrine.observe
    def step() -> None: ...

    @vitrine.observe
    def letters():
        step()
        yield "a"
        step()

    for _ in letters():
        vitrine.observe(lambda: None, name="reader")()
    vitrine.flush()
    steps = [span for span in collector.spans if span.name == "step"]
    assert {span.parent_span_id for span in steps} == {collector.named("letters").span_id}
    assert collector.named("reader").parent_span_id == b""


def test_a_generator_that_is_left_or_fails_is_told_so(collector: Collector) -> None:
    closed = []

    @vitrine.observe
    def letters():
        try:
            yield "a"
            yield "b"
        finally:
            closed.append(True)

    @vitrine.observe
    def failing():
        yield "a"
        raise LookupError("no")

    for _ in letters():
        break
    with pytest.raises(LookupError):
        list(failing())
    vitrine.flush()
    assert closed == [True]
    assert attributes_of(collector.named("letters"))["output.value"] == "a"
    assert (collector.named("letters").status.code, collector.named("failing").status.code) == (0, 2)


def test_a_mask_reaches_errors_objects_and_the_spans_of_others(collector: Collector) -> None:
    class Person:
        def to_dict(self) -> dict[str, str]:
            return {"name": "secret"}

    @vitrine.observe
    def failing(person: Person) -> None:
        raise LookupError("no secret here")

    vitrine.init(url=collector.url, mask=lambda text, key: text.replace("secret", "***"))
    with pytest.raises(LookupError, match="no secret here"):
        failing(Person())
    other = vitrine._runtime.provider_or_none().get_tracer("other")
    with other.start_as_current_span("theirs", attributes={"a": "secret", "b": ["secret"], "c": 1}) as span:
        span.add_event("said", {"text": "secret"})
        span.set_status(trace.StatusCode.ERROR, "secret")
    vitrine.flush()
    assert attributes_of(collector.named("theirs")) == {"a": "***", "b": ["***"], "c": 1}
    assert "input.value" in attributes_of(collector.named("failing"))
    for span in collector.spans:
        told = f"{span}"
        assert "***" in told
        assert "no secret" not in told and '"secret"' not in told


def test_an_error_stays_the_applications_and_marks_the_span(collector: Collector) -> None:
    @vitrine.observe
    def failing() -> None:
        raise LookupError("no such city")

    with pytest.raises(LookupError, match="no such city"):
        failing()
    vitrine.flush()
    span = collector.named("failing")
    assert (span.status.code, span.status.message) == (2, "no such city")
    assert attributes_of(span)["error.type"] == "LookupError"


def test_a_context_reaches_every_span_inside_and_ends(collector: Collector) -> None:
    @vitrine.observe
    def work() -> None: ...

    with vitrine.context(session="s-1", user="ada", tags=["a"], metadata={"plan": "pro"}, prompt=("p", "2")):
        with vitrine.context(tags=["b"]):
            work()
    work()
    vitrine.flush()
    inside, outside = collector.spans
    assert attributes_of(inside) == {
        **attributes_of(inside),
        "session.id": "s-1",
        "user.id": "ada",
        "tag.tags": ["a", "b"],
        "metadata.plan": "pro",
        "gen_ai.prompt.name": "p",
        "gen_ai.prompt.version": "2",
    }
    assert "session.id" not in attributes_of(outside)


def test_a_wrapped_client_is_the_same_client_and_its_calls_are_spans(collector: Collector) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(api_key="k", base_url=f"{collector.url}/openai", max_retries=0)
    assert vitrine.wrap(client) is client
    with vitrine.context(session="s-1"), vitrine.span("assistant", kind="agent"):
        answer = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "سلام"}])
    assert answer.choices[0].message.content == "سلام"
    vitrine.flush()
    agent = collector.named("invoke_agent assistant")
    call = next(span for span in collector.spans if span is not agent)
    found = attributes_of(call)
    assert call.parent_span_id == agent.span_id
    assert found["llm.token_count.prompt"] == 21
    assert found["llm.token_count.completion"] == 9
    assert found["session.id"] == "s-1"


def test_content_may_be_left_out_or_masked(collector: Collector) -> None:
    @vitrine.observe
    def work(text: str) -> str:
        return text

    vitrine.init(url=collector.url, content=False)
    work("secret")
    vitrine.init(url=collector.url, mask=lambda text, key: text.replace("secret", "***"))
    work("a secret")
    vitrine.flush()
    hidden, masked = collector.spans
    assert "input.value" not in attributes_of(hidden)
    assert json.loads(attributes_of(masked)["input.value"]) == {"text": "a ***"}


def test_scores_go_to_the_open_span_a_session_or_nowhere(collector: Collector) -> None:
    with vitrine.span("answer") as span:
        vitrine.score("helpful", True, comment="خوب")
    vitrine.feedback("down", session="s-1")
    vitrine.score("lost", 1)
    vitrine.flush()
    assert [(s["name"], s["value"], s["source"]) for s in collector.scores] == [
        ("helpful", True, "code"),
        ("user_feedback", False, "annotation"),
    ]
    assert collector.scores[0]["span_id"] == span.span_id
    assert vitrine.status()["dropped"] == {"score_invalid": 1}


def test_datasets_are_created_filled_and_read(collector: Collector) -> None:
    assert vitrine.datasets.add("qa", [{"input": "2+2", "expected": "4"}]) == {"added": 1, "repeats": 0}
    assert vitrine.datasets.names() == ["qa"]
    assert list(vitrine.datasets.items("qa")) == [{"input": "2+2", "expected": "4"}]
    with pytest.raises(LookupError):
        vitrine.datasets.get("none")


def test_without_an_address_everything_runs_and_nothing_is_said(monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    for name in ("VITRINE_URL", "VITRINE_KEY", "OTEL_EXPORTER_OTLP_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    vitrine.init()
    assert vitrine.observe(lambda: 7)() == 7
    with vitrine.span("x") as span:
        span.set_input("y")
        vitrine.score("z", 1, session="s")
    assert span.trace_id is None
    assert vitrine.wrap(object()) is not None
    assert vitrine.status() == {"mode": "off", "dropped": {}}
    assert [record.message for record in caplog.records if record.levelname == "WARNING" and "dropped" in record.message] == []


def test_a_dead_collector_costs_nothing_but_the_spans() -> None:
    vitrine.init(url="http://127.0.0.1:9", key="k")
    started = time.monotonic()
    assert vitrine.observe(lambda: 7)() == 7
    vitrine.score("x", 1, session="s")
    assert time.monotonic() - started < 1
    vitrine.init(disabled=True)


def test_pytest_makes_a_trace_of_each_test(collector: Collector, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import vitrine
        def test_good(vitrine_score):
            vitrine.observe(lambda: 1, name='step')()
            vitrine_score('similarity', 0.9)
        def test_bad():
            assert 1 == 2
        """
    )
    result = pytester.runpytest_inprocess("--vitrine")
    result.assert_outcomes(passed=1, failed=1)
    vitrine.flush()
    assert collector.named("step").parent_span_id == collector.named("test_good").span_id
    assert collector.named("test_bad").status.code == 2
    assert [(s["name"], s["value"]) for s in collector.scores] == [("similarity", 0.9), ("passed", True), ("passed", False)]
    assert pytester.runpytest_inprocess().ret == 1
    assert len(collector.scores) == 3
