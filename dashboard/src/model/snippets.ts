// What a newcomer pastes to send the first span. The key stands in where one was made; else the line for it is left out,
// since on the machine itself none is needed.

export type SnippetInput = { readonly origin: string; readonly key: string | undefined }
export const SNIPPETS = ['sdk', 'curl', 'python'] as const
export type SnippetId = (typeof SNIPPETS)[number]

export function snippet(id: SnippetId, input: SnippetInput): string {
  return { sdk, curl, python }[id](input)
}

function sdk({ origin, key }: SnippetInput): string {
  const auth = key === undefined ? '' : `, key: '${key}'`
  return `// npm install openai /path/to/vitrine/sdk
import { flush, init, wrap } from '@vitrine/sdk'
import OpenAI from 'openai'

init({ url: '${origin}'${auth}, serviceName: 'my-app' })
const openai = wrap(new OpenAI())

const answer = await openai.chat.completions.create({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Say hello in three languages.' }],
})
console.log(answer.choices[0]?.message.content)
await flush()
`
}

function curl({ origin, key }: SnippetInput): string {
  const auth = key === undefined ? '' : ` -H 'authorization: Bearer ${key}'`
  return `NOW=$(date +%s)
curl -sS ${origin}/v1/traces -H 'content-type: application/json'${auth} -d @- <<EOF
{"resourceSpans": [{
  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "my-app"}}]},
  "scopeSpans": [{"scope": {"name": "by-hand"}, "spans": [{
    "traceId": "$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')",
    "spanId": "$(od -An -N8 -tx1 /dev/urandom | tr -d ' \\n')",
    "name": "chat gpt-4o-mini", "kind": 3,
    "startTimeUnixNano": "$((NOW - 1))000000000", "endTimeUnixNano": "\${NOW}000000000",
    "attributes": [
      {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
      {"key": "gen_ai.provider.name", "value": {"stringValue": "openai"}},
      {"key": "gen_ai.request.model", "value": {"stringValue": "gpt-4o-mini"}},
      {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "14"}},
      {"key": "gen_ai.usage.output_tokens", "value": {"intValue": "9"}},
      {"key": "gen_ai.input.messages", "value": {"stringValue": "[{\\"role\\":\\"user\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"Hello?\\"}]}]"}},
      {"key": "gen_ai.output.messages", "value": {"stringValue": "[{\\"role\\":\\"assistant\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"Hello, سلام, bonjour!\\"}]}]"}}
    ]
  }]}]
}]}
EOF
`
}

function python({ origin, key }: SnippetInput): string {
  const auth = key === undefined ? '' : `, headers={"authorization": "Bearer ${key}"}`
  return `# pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider(resource=Resource.create({"service.name": "my-app"}))
provider.add_span_processor(
    BatchSpanProcessor(OTLPSpanExporter(endpoint="${origin}/v1/traces"${auth}))
)
trace.set_tracer_provider(provider)

with trace.get_tracer("my-app").start_as_current_span("chat gpt-4o-mini") as span:
    span.set_attribute("gen_ai.operation.name", "chat")
    span.set_attribute("gen_ai.provider.name", "openai")
    span.set_attribute("gen_ai.request.model", "gpt-4o-mini")
    span.set_attribute("gen_ai.usage.input_tokens", 14)
    span.set_attribute("gen_ai.usage.output_tokens", 9)

provider.shutdown()
`
}
