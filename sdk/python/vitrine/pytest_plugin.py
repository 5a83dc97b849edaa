"""`pytest --vitrine`: each test is a trace, and its outcome a score; without the option nothing happens."""

from __future__ import annotations

from typing import Any, Callable, Iterator

import pytest

import vitrine


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("vitrine").addoption(
        "--vitrine", action="store_true", default=False, help="send each test to Vitrine as a trace, with its outcome as a score"
    )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    if not item.config.getoption("--vitrine"):
        yield
        return
    with vitrine.context(tags=["pytest"], metadata={"test": item.nodeid}):
        with vitrine.span(item.name, kind="evaluator") as handle:
            outcome = yield
            error = outcome.excinfo[1] if outcome.excinfo else None
            if isinstance(error, pytest.skip.Exception):
                return
            if error is not None:
                handle._fail(error)
            vitrine.score("passed", error is None, comment=None if error is None else str(error)[:1000])


@pytest.fixture
def vitrine_score(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Scores the trace of this test: `vitrine_score("similarity", 0.9)`."""
    is_on = request.config.getoption("--vitrine")

    def add(name: str, value: Any, **more: Any) -> None:
        if is_on:
            vitrine.score(name, value, **more)

    return add


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--vitrine"):
        vitrine.flush(10_000)
