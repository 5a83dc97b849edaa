/**
 * What cannot be read as it was, since it is not in what the library sends: each with the reason, and with what to
 * switch on where anything helps. A wrong reading that is not in this list is a defect of ours.
 */
import type { Fact } from './compare.ts'

export interface Unsent {
  readonly framework: RegExp
  /** Of these cases only, by the end of their name; all of them without it. */
  readonly cases?: RegExp
  readonly facts: readonly Fact[]
  readonly why: string
  /** What gives it nevertheless. */
  readonly remedy?: string
}

const TOKENS: readonly Fact[] = ['input tokens', 'output tokens', 'cache read', 'cache write', 'reasoning']
const CONTENT: readonly Fact[] = ['question', 'answer']
const EMBEDDINGS: readonly Fact[] = ['embedding calls', 'embedding tokens']
const USAGE_IN_STREAMS = 'ask the client for the usage of streams (`stream_options: {include_usage: true}`)'

export const UNSENT: readonly Unsent[] = [
  // Vercel AI SDK
  {
    framework: /^ai-sdk-v4$/,
    cases: /stream/,
    facts: TOKENS,
    why: 'a stream of OpenAI sends NaN for its counts',
    remedy: "`compatibility: 'strict'` on the OpenAI provider, or AI SDK 5",
  },
  {
    framework: /^ai-sdk-v5$/,
    cases: /^(?:chat|tools|object)$/,
    facts: ['cache read', 'reasoning'],
    why: 'without streaming the spans have the two totals only',
    remedy: 'AI SDK 6, or streaming',
  },
  {
    framework: /^ai-sdk-v6$/,
    cases: /^object$/,
    facts: ['cache read', 'reasoning'],
    why: 'the spans of objects have the two totals only',
    remedy: 'AI SDK 7 with @ai-sdk/otel',
  },
  // Vendors and their clients
  { framework: /^anthropic-sdk-native$/, cases: /^stream$/, facts: ['answer'], why: 'a stream has no answer' },
  {
    framework: /^openinference-bedrock$/,
    cases: /^invoke$/,
    facts: ['input tokens', 'cache read'],
    why: 'invoke_model has the fresh input only',
    remedy: 'Converse',
  },
  {
    framework: /^otel-genai-aws-bedrock$/,
    facts: ['input tokens', 'cache read', ...CONTENT],
    why: 'the fresh input only, and no content',
    remedy: 'an instrumentation of the framework',
  },
  {
    framework: /^otel-genai-(?:elastic-)?openai$|^otel-openai-v2/,
    facts: ['cache read', 'reasoning'],
    why: 'only the two totals are sent',
  },
  {
    framework: /^openllmetry-(?:legacy-)?openai$|^openllmetry-sdk$|^laminar$|^openllmetry-langchain$/,
    facts: ['cache read', 'reasoning'],
    why: 'the JavaScript wrapper drops the details of the counts',
  },
  {
    framework: /^openllmetry-(?:legacy-)?openai$/,
    cases: /^(?:stream|cut)$/,
    facts: ['input tokens', 'output tokens'],
    why: 'a stream (in Python, one that broke off) has no counts',
  },
  {
    framework: /^openinference-openai$/,
    cases: /^stream$/,
    facts: TOKENS,
    why: 'the JavaScript wrapper leaves out the counts of streams',
  },
  {
    framework: /^(?:openllmetry-openai|langfuse-v4)$/,
    cases: /^streamnousage$/,
    facts: TOKENS,
    why: 'the client did not ask for the usage of the stream',
    remedy: USAGE_IN_STREAMS,
  },
  {
    framework: /^openllmetry-openai$/,
    cases: /^cut$/,
    facts: ['error', 'finish reason'],
    why: 'a stream that broke off ends as OK',
  },
  {
    framework: /^(?:openinference-anthropic|openllmetry-openai|otel-openai-v2)$/,
    cases: /^retry$/,
    facts: ['error'],
    why: 'a client that tries again shows one span; the failed attempt is not in it, and was not paid for',
  },
  {
    framework: /^openllmetry-legacy-anthropic$/,
    facts: ['input tokens', 'cache read', 'cache write'],
    why: 'the fresh input only',
    remedy: '@traceloop/instrumentation-anthropic 0.25 or later',
  },
  { framework: /^openlit(?:-py)?$/, facts: ['reasoning'], why: 'is not among its counts' },
  { framework: /^livekit$/, facts: ['reasoning'], why: 'is not among its counts' },
  { framework: /^strands/, facts: ['reasoning'], why: 'is not among its counts' },
  { framework: /^semantic-kernel-py$/, facts: ['cache read', 'reasoning'], why: 'only the two totals are sent' },
  { framework: /^otel-util-genai$/, facts: ['reasoning'], why: 'the program gave none' },
  {
    framework: /^strands-py-0\.2$/,
    facts: ['cache read', 'cache write', 'input tokens'],
    why: 'no cache counts; with Anthropic the fresh input only',
    remedy: 'Strands 1.62',
  },
  {
    framework: /^(?:strands-py-0\.2|agent-framework-py|google-adk-py-1\.14)$/,
    facts: ['stream'],
    why: 'nothing says it',
  },
  {
    framework: /^(?:double-openllmetry-langchain-openai|openinference-langchain)$/,
    cases: /^stream$/,
    facts: ['stream'],
    why: 'nothing says it',
  },
  {
    framework: /^(?:double-openllmetry-langchain-openai|openllmetry-langchain|traceloop-sdk)$/,
    facts: ['reasoning'],
    why: 'is lost on its way through LangChain',
  },
  {
    framework: /^openllmetry-langchain$/,
    cases: /^tools$/,
    facts: ['answer'],
    why: 'the JavaScript wrapper drops the calls of tools in an answer',
  },
  // Coding agents
  {
    framework: /^codex-cli$/,
    facts: ['provider', ...CONTENT],
    why: 'the spans of calls have counts and nothing else; the turn above them names the model',
  },
  // Frameworks
  {
    framework:
      /^(?:google-adk|google-adk-py-1\.14|openinference-pydantic-ai|pydantic-ai-v2|openllmetry-anthropic|openlit)$/,
    cases: /^error$/,
    facts: ['question'],
    why: 'a call that failed has no content',
  },
  {
    framework: /^(?:google-adk-py|otel-google-genai)$/,
    facts: CONTENT,
    why: 'content was switched off',
    remedy: '`OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` and the latest conventions',
  },
  {
    framework: /^google-adk-py-1\.14$/,
    cases: /^sub$/,
    facts: ['session', 'tool calls'],
    why: 'an agent used as a tool has a session of its own, and is a call of a tool as well',
  },
  {
    framework: /google-genai$/,
    cases: /^tools$/,
    facts: ['calls', ...TOKENS],
    why: 'automatic function calling: one span for several calls, with the counts of the last, which are left out',
  },
  { framework: /^langfuse-v\d$/, facts: ['finish reason'], why: 'is never sent' },
  { framework: /^langfuse-v\d$/, cases: /^manual$/, facts: ['reasoning'], why: 'the program gave none' },
  {
    framework:
      /^(?:langfuse-v\d|mlflow|openllmetry-langchain|double-openllmetry-llama-index-openai|openllmetry-llama-index)$/,
    cases: /rag$/,
    facts: EMBEDDINGS,
    why: 'embeddings are not traced',
  },
  {
    framework: /^openinference-llama-index$/,
    facts: ['embedding tokens'],
    why: 'embeddings have no counts',
    remedy: 'OpenInference for the OpenAI client beside it',
  },
  {
    framework: /^openinference-llama-index$/,
    cases: /^streamtools$/,
    facts: TOKENS,
    why: 'a stream has no counts',
    remedy: 'OpenInference for the OpenAI client beside it',
  },
  {
    framework:
      /^(?:double-openllmetry-llama-index-openai|openllmetry-langchain|openllmetry-llama-index|openinference-dspy)$/,
    cases: /^rag$/,
    facts: ['retrievals'],
    why: 'retrieval is not traced',
  },
  { framework: /^traceloop-sdk$/, facts: ['retrievals'], why: 'is a task like any other' },
  {
    framework: /^openllmetry-llama-index$/,
    facts: ['calls', 'tool calls', ...TOKENS],
    why: 'a bare `llm.chat` is not traced',
    remedy: 'OpenLLMetry for the OpenAI client beside it',
  },
  {
    framework: /^openinference-crewai$/,
    facts: ['calls', ...TOKENS],
    why: 'CrewAI calls the client itself; only crews, agents and tools are traced',
    remedy: 'OpenInference for the OpenAI client beside it',
  },
  {
    framework: /^openinference-dspy$/,
    facts: ['finish reason', ...TOKENS],
    why: 'DSPy’s own spans have no counts',
    remedy: 'OpenInference for LiteLLM beside it',
  },
  {
    framework: /^openinference-dspy$/,
    cases: /^cached$/,
    facts: ['calls'],
    why: 'an answer out of the cache looks like a call',
  },
  {
    framework: /^openinference-openai-agents$/,
    cases: /^cctools$/,
    facts: ['cache read', 'reasoning', 'finish reason'],
    why: 'with chat completions only the two totals are sent',
  },
  {
    framework: /^mlflow$/,
    cases: /^anthropicstream$/,
    facts: ['finish reason', 'stream', ...TOKENS],
    why: 'a stream of Anthropic’s client has no counts and no answer',
  },
  {
    framework: /^mlflow$/,
    cases: /^lc/,
    facts: ['finish reason', 'reasoning', 'cache write'],
    why: 'is lost in LangChain',
  },
  {
    framework:
      /^(?:openinference-(?:anthropic|google-genai|litellm|openai)|openllmetry-(?:anthropic|openai)|openlit-py|otel-openai-v2(?:-2\.3)?|litellm-otel|mlflow)$/,
    cases: /^tools$/,
    facts: ['tool calls'],
    why: 'only the client is instrumented; a tool that the program runs has no span',
  },
  // Two instrumentations of one call
  {
    framework: /^double-openinference-bedrock-patched-twice$/,
    facts: ['calls', ...TOKENS],
    why: 'one instrumentation, patched twice: two traces, and no id that joins them',
  },
  {
    framework: /^(?:double-openinference-langchain-openai|openllmetry-anthropic)$/,
    cases: /^error$/,
    facts: ['calls'],
    why: 'a failed call seen in two traces has no answer whose id could join them',
  },
  {
    framework: /^double-openinference-llama-index-openai$/,
    cases: /^stream$/,
    facts: ['calls', ...TOKENS],
    why: 'no counts and no ids; the client streams after LlamaIndex’s span has ended',
    remedy: USAGE_IN_STREAMS,
  },
]

export function reasonFor(framework: string, caseName: string, fact: Fact): Unsent | undefined {
  return UNSENT.find(
    (each) =>
      each.facts.includes(fact) &&
      each.framework.test(framework) &&
      (each.cases === undefined || each.cases.test(caseName)),
  )
}
