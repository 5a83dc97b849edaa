/**
 * What a span said and heard, made when somebody reads it: the first source in the order of the conventions that
 * yields messages wins, for input and output apart. Total on hostile input: what cannot be understood is shown raw.
 */
import type { Message, RetrievedDocument, ToolDefinition } from '@vitrine/schemas/api'
import { adkInput } from './dialects/adk.ts'
import { aiSdkOutput } from './dialects/ai-sdk.ts'
import { haystackInput, haystackOutput } from './dialects/haystack.ts'
import { liteLlmInput, liteLlmOutput } from './dialects/litellm.ts'
import { livekitInput, livekitOutput } from './dialects/livekit.ts'
import { oldEventInput, oldEventOutput } from './dialects/old-events.ts'
import { openInferenceInput, openInferenceOutput } from './dialects/openinference.ts'
import { openllmetryInput, openllmetryOutput } from './dialects/openllmetry.ts'
import {
  bodyInput,
  bodyOutput,
  contentEventInput,
  contentEventOutput,
  otelDetailsInput,
  otelDetailsOutput,
  otelInput,
  otelOutput,
  withInstructions,
} from './dialects/otel.ts'
import { eventListInput, eventListOutput, historyInput, historyOutput } from './dialects/pydantic-ai.ts'
import { sentryInput, sentryOutput } from './dialects/sentry.ts'
import { documentsOf } from './documents.ts'
import { embeddedTexts } from './embeddings.ts'
import { HAYSTACK_INPUT, HAYSTACK_OUTPUT } from './haystack-view.ts'
import { firstValue, fromKeys } from './said.ts'
import { isToolSpan } from './span-roles.ts'
import type { SpanView } from './span-view.ts'
import { TOOL_ARGUMENTS, TOOL_RESULT, toolInput, toolOutput } from './tool-calls.ts'
import { toolsOf } from './tools.ts'

export interface SpanContentView {
  /** JSON values as the client sent them; text that is no JSON stays text; null where nobody said. */
  readonly input: unknown
  readonly output: unknown
  readonly messages: Message[]
  readonly tools: ToolDefinition[]
  readonly documents: RetrievedDocument[]
}

export function contentOf(view: SpanView): SpanContentView {
  const isTool = isToolSpan(view)
  const inputs = firstInput(view, isTool ? [toolInput, ...INPUT_SOURCES] : INPUT_SOURCES)
  const outputs = joined(view, firstMessages(view, isTool ? [toolOutput, ...OUTPUT_SOURCES] : OUTPUT_SOURCES))
  return {
    input: firstValue(view, INPUT_KEYS) ?? embeddedTexts(view) ?? (inputs.length > 0 ? inputs : null),
    output: firstValue(view, OUTPUT_KEYS) ?? (outputs.length > 0 ? outputs : null),
    messages: [...inputs, ...outputs],
    tools: toolsOf(view),
    documents: documentsOf(view),
  }
}

type Source = (view: SpanView) => Message[]

const keys =
  (names: readonly string[], isOutput: boolean): Source =>
  (view) =>
    fromKeys(view, names, isOutput)

const INPUT_SOURCES: readonly Source[] = [
  otelInput,
  otelDetailsInput,
  sentryInput,
  openInferenceInput,
  openllmetryInput,
  keys(['ai.prompt.messages', 'ai.prompt'], false),
  keys(['langfuse.observation.input', 'mlflow.spanInputs'], false),
  keys(['gen_ai.prompt'], false),
  adkInput,
  historyInput,
  keys(['request_data'], false),
  keys(['mastra.model_step.input', 'mastra.model_generation.input', 'mastra.agent_run.input'], false),
  eventListInput,
  livekitInput,
  oldEventInput,
  bodyInput,
  contentEventInput,
  liteLlmInput,
  haystackInput,
  keys(
    [
      'input.value',
      'traceloop.entity.input',
      'lmnr.span.input',
      'genkit:input',
      'gen_ai.entity.input',
      'user_prompt',
      'prompt',
    ],
    false,
  ),
  toolInput,
]

const OUTPUT_SOURCES: readonly Source[] = [
  otelOutput,
  otelDetailsOutput,
  sentryOutput,
  openInferenceOutput,
  openllmetryOutput,
  aiSdkOutput,
  keys(['langfuse.observation.output', 'mlflow.spanOutputs', 'gen_ai.completion'], true),
  keys(['gcp.vertex.agent.llm_response'], true),
  historyOutput,
  keys(['final_result', 'response_data'], true),
  keys(['mastra.model_inference.output', 'mastra.model_step.output', 'mastra.agent_run.output'], true),
  eventListOutput,
  livekitOutput,
  oldEventOutput,
  bodyOutput,
  contentEventOutput,
  liteLlmOutput,
  haystackOutput,
  keys(
    [
      'output.value',
      'traceloop.entity.output',
      'lmnr.span.output',
      'genkit:output',
      'gen_ai.entity.output',
      'response_text',
    ],
    true,
  ),
  toolOutput,
]

const INPUT_KEYS = [
  ...TOOL_ARGUMENTS,
  'gen_ai.input.messages',
  'gen_ai.request.messages',
  'gen_ai.retrieval.query.text',
  'gen_ai.memory.query.text',
  'retrieval.query',
  'input.value',
  'ai.prompt.messages',
  'ai.prompt',
  'ai.value',
  'langfuse.observation.input',
  'mlflow.spanInputs',
  'gen_ai.prompt',
  'gcp.vertex.agent.llm_request',
  'lmnr.span.input',
  'genkit:input',
  'traceloop.entity.input',
  'gen_ai.entity.input',
  'pydantic_ai.all_messages',
  'request_data',
  'reranker.query',
  ...HAYSTACK_INPUT,
]
const OUTPUT_KEYS = [
  ...TOOL_RESULT,
  'gen_ai.output.messages',
  'gen_ai.response.text',
  'output.value',
  'ai.response.text',
  'ai.response.object',
  'ai.response.toolCalls',
  'langfuse.observation.output',
  'mlflow.spanOutputs',
  'gen_ai.completion',
  'gcp.vertex.agent.llm_response',
  'lmnr.span.output',
  'genkit:output',
  'traceloop.entity.output',
  'gen_ai.entity.output',
  'final_result',
  'response_data',
  ...HAYSTACK_OUTPUT,
]

function firstMessages(view: SpanView, sources: readonly Source[]): Message[] {
  for (const source of sources) {
    const found = source(view).filter((each) => each.parts.length > 0)
    if (found.length > 0) return found
  }
  return []
}

/** Instructions alone are no input: agents have them beside a history that stands elsewhere. */
function firstInput(view: SpanView, sources: readonly Source[]): Message[] {
  let instructions: Message[] = []
  for (const source of sources) {
    const found = source(view).filter((each) => each.parts.length > 0)
    if (found.some((each) => each.role !== 'system')) {
      return instructions.reduceRight<Message[]>((history, system) => withInstructions(system, history), found)
    }
    if (instructions.length === 0) instructions = found
  }
  return instructions
}

/** Pieces of one answer that came as messages of their own: reasoning before it, the chunks of Gemini CLI's stream. */
function joined(view: SpanView, outputs: readonly Message[]): Message[] {
  const isChunked = view.scopeName === 'gemini-cli'
  const result: Message[] = []
  for (const each of outputs) {
    const last = result.at(-1)
    const isThought = last?.parts.every((part) => part.type === 'reasoning') ?? false
    if (last !== undefined && last.role === each.role && (isThought || isChunked))
      result[result.length - 1] = {
        ...last,
        ...each,
        parts: isChunked ? glued(last, each) : [...last.parts, ...each.parts],
      }
    else result.push(each)
  }
  return result
}

function glued(before: Message, after: Message): Message['parts'] {
  const last = before.parts.at(-1)
  const [first, ...rest] = after.parts
  if (last?.type !== 'text' || first?.type !== 'text') return [...before.parts, ...after.parts]
  return [...before.parts.slice(0, -1), { type: 'text', text: last.text + first.text }, ...rest]
}
