"""An application with the Python package: a wrapped client, functions of its own, scores and a dataset."""

import sys

import vitrine
from openai import OpenAI

client = vitrine.wrap(OpenAI(api_key="k", base_url=sys.argv[1], max_retries=0))


@vitrine.observe(kind="tool")
def get_weather(city: str) -> str:
    return f"21 °C in {city}"


with vitrine.context(session="python-1", user="ada", tags=["py"]), vitrine.span("assistant", kind="agent"):
    get_weather("تهران")
    answer = client.chat.completions.create(model="gpt-5-mini", messages=[{"role": "user", "content": "سلام"}])
    vitrine.score("helpful", True, comment="خوب")
vitrine.datasets.add("qa", [{"input": "2+2", "expected": "4"}, {"input": "3+3", "expected": "6"}])
vitrine.flush()
print(answer.usage.prompt_tokens, answer.usage.completion_tokens, len(list(vitrine.datasets.items("qa"))))
