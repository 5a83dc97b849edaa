import type { Panel } from '../api/panels.ts'
import { bars, distribution, lines, number, table } from './make.ts'

const MOST_SCORES = 8
/** Each draws a band, and more of them hide each other. */
const MOST_LINES = 4
const MOST_SURE = 3

/** The mean of each score, with its middle half behind it. */
export function qualityLines(id: string, names: readonly string[]): readonly Panel[] {
  const shown = names.filter(isPlain).slice(0, MOST_LINES)
  return shown.length === 0
    ? []
    : [
        lines(
          id,
          shown.map((name) => `score:${name}`),
          { width: 4, band: true },
        ),
      ]
}

/** Each score is a question of its own; further ones are a board's own. */
const MOST_SPREADS = 6

/** Of the scores that the project has, which come from its data: those with numbers, and all. */
export function quality(names: readonly string[], all: readonly string[]): readonly Panel[] {
  return [...measured(names), ...spreads(all)]
}

/** How the values of each score lie: the one thing that is to be shown of words, too. */
function spreads(names: readonly string[]): readonly Panel[] {
  return names
    .filter(isPlain)
    .slice(0, MOST_SPREADS)
    .map((name, at) => ({
      ...distribution('quality.spread', `score:${name}`),
      id: `quality.spread.${at}`,
    }))
}

function measured(names: readonly string[]): readonly Panel[] {
  const shown = names.filter(isPlain).slice(0, MOST_SCORES)
  const [first] = shown
  if (first === undefined) return []
  const means = shown.map((name) => `score:${name}`)
  const counts = shown.map((name) => `score_n:${name}`)
  // How sure a mean is has room beside a few of them.
  const intervals = shown.length <= MOST_SURE ? shown.map((name) => `score_interval:${name}`) : []
  const scored = [...means, ...intervals, ...counts].slice(0, 11)
  return [
    lines('quality.means', means, { width: 4, band: true }),
    bars('quality.counts', counts),
    lines('quality.byRelease', `score:${first}`, { by: ['release'] }),
    lines('quality.byPrompt', `score:${first}`, { by: ['prompt_version'] }),
    lines('quality.byModel', `score:${first}`, { by: ['model'] }),
    table('quality.releases', ['traces', ...scored], { by: ['release'] }),
    table('quality.prompts', ['traces', ...scored], { by: ['prompt', 'prompt_version'] }),
  ]
}

/**
 * What a chat application's own monitoring shows: a message is a trace, a conversation a session, satisfaction likes
 * among a thousand messages, response time that of whole runs.
 */
export function chat(names: readonly string[]): readonly Panel[] {
  const liked = names.filter(isPlain).find((name) => /feedback|like|thumb|satisf/i.test(name))
  const likes = liked === undefined ? undefined : `score_positive:${liked}`
  return [
    number('chat.messages', 'traces'),
    number('chat.conversations', 'sessions'),
    number('chat.users', 'users'),
    number('chat.interactions', 'traces_per_session'),
    bars('chat.messagesOverTime', 'spans', { root: true }),
    lines('chat.usersOverTime', 'users'),
    lines('chat.conversationsOverTime', 'sessions'),
    lines('chat.interactionsOverTime', 'traces_per_session'),
    bars('chat.tokens', 'tokens.total'),
    bars('chat.cost', 'cost.ours'),
    ...(likes === undefined ? [] : [lines('chat.satisfaction', likes, { per: { metric: 'traces', times: 1000 } })]),
    lines('chat.response', 'duration_mean', { root: true }),
    lines('chat.speed', 'tokens_per_second'),
    number('chat.totalTokens', 'tokens.total'),
    number('chat.totalCost', 'cost.ours'),
  ]
}

/** A comma parts metrics. */
const isPlain = (name: string): boolean => !name.includes(',') && name.length <= 180
