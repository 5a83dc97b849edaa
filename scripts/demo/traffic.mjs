// Who talks to the assistant, when, and how it goes: the same seed gives the same traffic.
import { COMMENTS, LANGUAGES, QUESTIONS } from './knowledge.mjs'

const USERS = ['ada', 'babak', 'chen', 'dilara', 'elena', 'farid', 'greta', 'hassan', 'ines', 'jun']
/** The last one runs at home and has no price. */
const MODELS = ['gpt-4o', 'gpt-4o', 'gpt-4o-mini', 'gpt-4o-mini', 'gpt-5-mini', 'samovar-local-7b']
const CHANNELS = ['web', 'app', 'mail']

export function createTraffic(seed) {
  const random = mulberry32(seed)
  const pick = (list) => list[Math.floor(random() * list.length)]
  const chance = (share) => random() < share
  /** A few users write most. */
  const user = () => USERS[Math.floor(random() ** 2 * USERS.length)]

  function turn(language) {
    const topics = QUESTIONS[language]
    const topic = chance(0.25) ? 'order' : pick(Object.keys(topics))
    const model = pick(MODELS)
    const failing = chance(0.06)
    return {
      question: pick(topics[topic]).replace('{order}', `TC-${1000 + Math.floor(random() * 9000)}`),
      language,
      model,
      failure: failing ? pick(['429', '500']) : undefined,
      fallback: failing && chance(0.6) ? 'gpt-4o-mini' : undefined,
      gapMs: 15_000 + random() * 60_000,
      feedback: chance(0.35) ? (chance(0.8) ? 'good' : 'bad') : undefined,
    }
  }

  function conversation(number) {
    const language = chance(0.3) ? 'fa' : pick(LANGUAGES)
    return {
      session: `chat-${seed.toString(36)}-${number}`,
      user: user(),
      language,
      channel: pick(CHANNELS),
      plan: pick(['free', 'free', 'pro']),
      release: chance(0.7) ? '2.4.0' : '2.5.0-beta',
      turns: Array.from({ length: 1 + Math.floor(random() * 3) }, () => turn(language)),
      isSummarised: chance(0.4),
      comment: (kind) => pick(COMMENTS[kind]),
    }
  }

  /** More by day than by night: 0 is the oldest moment of the window, 1 is now. */
  const moment = () => {
    for (;;) {
      const at = random()
      if (chance(0.35 + 0.65 * Math.sin(at * Math.PI * 0.8 + 0.4) ** 2)) return at
    }
  }

  return { conversation, moment, random }
}

function mulberry32(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
