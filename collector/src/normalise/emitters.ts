/**
 * Emitters that count differently from the specification, by scope name: data, measured from real captures. The
 * default is what the specification says: input includes the cache, output includes the reasoning.
 */
export interface Habit {
  /** Input leaves out what the cache served or took. */
  readonly inputExcludesCache?: true
  /** Output leaves out the reasoning. */
  readonly outputExcludesReasoning?: true
}

interface HabitRule extends Habit {
  /** The whole scope name, or its beginning where it ends with `*`. */
  readonly scope: string
  readonly isVersion?: (scopeVersion: string) => boolean
  readonly isProvider?: (provider: string) => boolean
}

const isCacheReporter = (provider: string): boolean => provider === 'anthropic' || provider === 'aws.bedrock'

export const HABITS: readonly HabitRule[] = [
  // AI SDK v4 and v5; from v6 on the spans say `noCacheTokens`, which is asked first.
  { scope: 'ai', isProvider: isCacheReporter, inputExcludesCache: true },
  { scope: '@traceloop/instrumentation-anthropic', inputExcludesCache: true },
  { scope: '@traceloop/instrumentation-bedrock', inputExcludesCache: true },
  { scope: 'opentelemetry.instrumentation.bedrock', inputExcludesCache: true },
  { scope: '@opentelemetry/instrumentation-aws-sdk', inputExcludesCache: true },
  { scope: '@arizeai/openinference-instrumentation-bedrock', inputExcludesCache: true },
  // The TypeScript SDK only: Python sums since 1.62, and before that it sent no cache counts at all.
  { scope: 'strands-agents', isProvider: isCacheReporter, inputExcludesCache: true },
  { scope: 'openlit.instrumentation.anthropic', inputExcludesCache: true },
  { scope: '@openlit/instrumentation-anthropic', inputExcludesCache: true },
  { scope: 'com.anthropic.claude_code*', inputExcludesCache: true },
  {
    scope: 'gcp.vertex.agent',
    isVersion: (version) => !/^[2-9]\.|^\d\d+\./.test(version),
    outputExcludesReasoning: true,
  },
  { scope: 'gemini-cli', outputExcludesReasoning: true },
  { scope: 'opentelemetry.instrumentation.google_generativeai', outputExcludesReasoning: true },
]

const NO_HABIT: Habit = {}

export function habitOf(scopeName: string, scopeVersion: string, provider: string): Habit {
  for (const rule of HABITS) {
    if (!matches(rule.scope, scopeName)) continue
    if (rule.isVersion !== undefined && !rule.isVersion(scopeVersion)) continue
    if (rule.isProvider !== undefined && !rule.isProvider(provider)) continue
    return rule
  }
  return NO_HABIT
}

function matches(pattern: string, scopeName: string): boolean {
  return pattern.endsWith('*') ? scopeName.startsWith(pattern.slice(0, -1)) : scopeName === pattern
}
