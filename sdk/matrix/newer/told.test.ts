/**
 * The spans of every framework, sent through the product: what its API, and so its dashboard, tells of
 * them is right to the token, to the millionth of a dollar, and to the part of a message. The libraries are the real
 * ones and talk to providers that are scripted.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, startScene, type Told } from '../told.ts'

const MATRIX = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const NODE_24 = path.join(MATRIX, 'core/node_modules/node-24/bin/node')
const missing = ['core', 'wide', 'newer'].filter((name) => !existsSync(path.join(MATRIX, name, 'node_modules')))
if (missing.length > 0) console.warn(`SKIPPED: what the product tells, because sdk/matrix/${missing} is not installed.`)

/** One answer of the scripts: 21 tokens in, of which 8 cached; 9 out, of which 4 reasoning. */
const calls = (n: number) => [21 * n, 9 * n, 8 * n, null, 4 * n]
/** At the list prices of the two models: (13 × 2.50 + 8 × 1.25 + 9 × 10.00) and (13 × 0.25 + 8 × 0.025 + 9 × 2.00). */
const GPT_4O = 132.5
const GPT_5_MINI = 21.45
const usd = (millionths: number) => String(Number((millionths / 1e6).toFixed(12)))

const ASKED = ['user text', 'assistant tool_call']
const ANSWERED = [...ASKED, 'tool tool_result', 'assistant text']
const THOUGHT = [...ASKED, 'tool tool_result', 'assistant reasoning', 'assistant text']
const withSystem = (parts: readonly string[]) => ['system text', ...parts]

/** An agent is asked twice, once as a stream, and each time calls its tool before it answers. */
const TWO_RUNS = { calls: 4, traces: 2, sessions: 1, tokens: calls(4), tools: ['get_weather 2 0'] }
const AI_SDK = { ...TWO_RUNS, kinds: { llm: 4, tool: 2, agent: 2 } }

const [WIDE, NEWER] = ['wide/programs', 'newer/programs'] as const
const PROGRAMS: readonly {
  readonly service: string
  readonly file: string
  readonly words?: readonly string[]
  readonly needs?: 'Node 24'
  readonly says: string
  readonly told: Partial<Told>
}[] = [
  {
    service: 'langchain',
    file: `${WIDE}/langchain.mjs`,
    says: 'سلام',
    told: {
      ...TWO_RUNS,
      kinds: expect.objectContaining({ llm: 4, tool: 2 }) as never,
      usd: usd(4 * GPT_4O),
      messages: [ASKED, ANSWERED, ASKED, ANSWERED],
    },
  },
  {
    service: 'ai-5',
    file: `${WIDE}/ai-sdk.mjs`,
    words: ['ai-5'],
    says: 'سلام',
    told: {
      ...AI_SDK,
      // Its spans of `generateText` say nothing of cached tokens and of reasoning.
      tokens: [84, 36, 16, null, 8],
      models: ['openai gpt-4o 2 42 18 16 0 8', 'openai gpt-5-mini 2 42 18 0 0 0'],
      messages: [ASKED, ANSWERED, ASKED, ANSWERED],
    },
  },
  {
    service: 'ai-6',
    file: `${WIDE}/ai-sdk.mjs`,
    words: ['ai-6'],
    says: 'سلام',
    told: {
      ...AI_SDK,
      usd: usd(2 * GPT_4O + 2 * GPT_5_MINI),
      messages: [ASKED, THOUGHT, ASKED, ANSWERED],
    },
  },
  {
    service: 'ai-7',
    file: `${NEWER}/ai-7.mjs`,
    needs: 'Node 24',
    says: 'سلام',
    told: {
      calls: 4,
      traces: 1,
      sessions: 1,
      kinds: expect.objectContaining({ llm: 4, tool: 2, agent: 2 }) as never,
      tokens: calls(4),
      usd: usd(2 * GPT_4O + 2 * GPT_5_MINI),
      tools: ['get_weather 2 0'],
      messages: [ASKED, THOUGHT, ASKED, ANSWERED],
    },
  },
  {
    service: 'openai-agents',
    file: `${WIDE}/openai-agents.mjs`,
    says: 'سلام',
    told: {
      ...TWO_RUNS,
      kinds: expect.objectContaining({ llm: 4, tool: 2, agent: 2, workflow: 2 }) as never,
      usd: usd(2 * GPT_4O + 2 * GPT_5_MINI),
      messages: [ASKED, THOUGHT, ASKED, ANSWERED].map(withSystem),
    },
  },
  {
    service: 'llamaindex',
    file: `${WIDE}/llamaindex.mjs`,
    says: 'سلام',
    told: {
      calls: 3,
      traces: 1,
      sessions: 1,
      kinds: { llm: 3, tool: 1, chain: 1 },
      tokens: calls(3),
      usd: usd(3 * GPT_4O),
      tools: ['get_weather 1 0'],
      messages: [withSystem(ASKED), withSystem(ANSWERED), ['user text', 'assistant text']],
    },
  },
  {
    service: 'mastra',
    file: `${NEWER}/mastra.mjs`,
    needs: 'Node 24',
    says: 'سلام',
    told: {
      ...TWO_RUNS,
      kinds: expect.objectContaining({ llm: 4, tool: 2, agent: 2 }) as never,
      usd: usd(4 * GPT_4O),
      // It puts a text in the place of a call that it shows to the model again.
      messages: [ASKED, ANSWERED.with(1, 'assistant text'), ASKED, ANSWERED.with(1, 'assistant text')].map(withSystem),
    },
  },
  {
    service: 'claude-agent',
    file: `${NEWER}/claude-agent.mjs`,
    needs: 'Node 24',
    says: 'done',
    told: {
      calls: 2,
      traces: 1,
      sessions: 1,
      kinds: { llm: 2, tool: 1, agent: 1 },
      // Of Anthropic's two answers: 10 uncached, 20 read and 5 written each, 5 and 7 out.
      tokens: [70, 12, 40, 10, null],
      usd: usd(2 * (10 * 3 + 20 * 0.3 + 5 * 3.75) + 12 * 15),
      tools: ['Read 1 0'],
      messages: [
        ['user text', 'assistant text', 'assistant tool_call'],
        ['tool tool_result', 'assistant text'],
      ],
    },
  },
  {
    service: 'mcp',
    file: `${WIDE}/mcp.mjs`,
    says: '21 °C',
    told: { calls: 0, errors: 1, traces: 1, kinds: { tool: 2, chain: 1 }, tools: ['get_weather 2 1'] },
  },
]

let scene: Scene
beforeAll(async () => {
  if (missing.length === 0) scene = await startScene()
})
afterAll(() => scene?.stop())

describe.skipIf(missing.length > 0)('an application', () => {
  it.each(PROGRAMS)('with $service answers the same, and is told right', async (program) => {
    const { service, file, words = [], needs, says, told } = program
    const printed = await scene.run({
      service,
      command: [path.join(MATRIX, file), ...words],
      ...(needs === undefined ? {} : { node: NODE_24 }),
    })
    expect(printed).toContain(says)
    expect(await scene.told(service)).toMatchObject(told)
  })
})
