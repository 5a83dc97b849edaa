import type { Me } from '@vitrine/schemas/api'
import type { Clock } from '../../base/clock.ts'
import { invariant } from '../../base/errors.ts'
import type { Control, User } from '../../control/control.ts'
import { createLoginAttempts } from '../../control/login-attempts.ts'
import { OWNER } from '../../control/people.ts'
import { ApiError } from '../api-error.ts'
import type { Auth, Identity } from '../auth.ts'
import type { Handlers } from '../handlers.ts'
import type { Sessions } from '../sessions.ts'
import { projectAnswer, readableProjects } from './projects.ts'

/** Login, logout, and who asks. */
export function sessionRoutes(options: { control: Control; auth: Auth; sessions: Sessions; clock: Clock }) {
  const { control, auth, sessions, clock } = options
  const attempts = createLoginAttempts(clock)
  /** One password at a time: each costs 32 MiB and a tenth of a second, and a flood of them must not cost more. */
  let turn: Promise<unknown> = Promise.resolve()

  const meOf = ({ principal, cookie }: Identity): Me => ({
    kind: principal.kind,
    id: principal.id,
    role: principal.role,
    projects: readableProjects(control, principal).map(projectAnswer),
    csrf: cookie === undefined ? null : sessions.csrfToken(cookie),
  })

  return {
    async login({ body, request, response }) {
      const address = request.socket.remoteAddress ?? ''
      const mine = turn.then(async () => {
        const waitMs = attempts.waitMs(address)
        if (waitMs > 0) throw tooOften(waitMs)
        const found = await control.login(body.password)
        const user = isMeant(body.user, found) ? found : undefined
        if (user === undefined) attempts.failed(address)
        else attempts.succeeded(address)
        return user
      })
      turn = mine.catch(() => undefined)
      const user = await mine
      if (user === undefined) throw wrong(control)
      return meOf(auth.admit(request, response, user))
    },

    logout({ request, response }) {
      auth.forget(request, response)
      return { done: true }
    },

    me({ identity }) {
      invariant(identity !== undefined, '/me is answered to nobody')
      return meOf(identity)
    },
  } satisfies Handlers
}

/** Who names nobody is whoever the password belongs to. */
function isMeant(named: string | undefined, user: User | undefined): boolean {
  return named === undefined || named === '' || named === user?.id
}

function wrong(control: Control): ApiError {
  const hasPassword = control.user(OWNER)?.hasPassword === true
  return new ApiError(401, 'login_failed', 'cannot log in: the password is wrong', {
    advice: hasPassword
      ? 'it was printed at the first start, or is set with VITRINE_PASSWORD'
      : 'no password is set yet: start the server with VITRINE_PASSWORD',
  })
}

function tooOften(waitMs: number): ApiError {
  return new ApiError(429, 'login_throttled', 'cannot log in: too many wrong passwords', {
    advice: 'wait, then try again',
    retryAfterMs: waitMs,
  })
}
