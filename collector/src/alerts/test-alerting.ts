/** For tests of this room: the real store, a receiver that listens, and a clock in the test's hands. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AlertBody } from '@vitrine/schemas/api'
import { afterAll, beforeAll, beforeEach, vi } from 'vitest'
import { clockAt } from '../base/clock.ts'
import { grantScope } from '../query/project-scope.ts'
import { openTestStore, spanIdOf, spanRow, traceIdOf } from '../query/test-store.ts'
import type { Store } from '../store/store.ts'
import { type Alerting, type AlertingOptions, createAlerting } from './alerting.ts'
import { createPrivateHosts } from './channels/private-hosts.ts'
import { ruleFrom } from './rule.ts'
import type { AlertSetting } from './watch.ts'

export const MINUTE = 60_000
/** A Sunday, at a full hour. */
export const START_MS = Date.UTC(2026, 2, 1, 10)

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what a webhook sends is read as a receiver of it would
  readonly body: any
}

export interface Receiver {
  readonly url: string
  readonly got: Received[]
  /** What it answers from now on. */
  status: number
  close(): Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  const got: Received[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString('utf8')
      got.push({ headers: request.headers, text, body: JSON.parse(text) })
      response.writeHead(receiver.status, { connection: 'close' }).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    got,
    status: 200,
    close: () => new Promise((done) => server.close(() => done())),
  }
  return receiver
}

export interface AlertHome {
  readonly store: Store
  readonly receiver: Receiver
  /** The clock: moves when the test says so. */
  time: { nowMs: number }
  /** Another process over the same store, as if it led. */
  open(options?: Partial<AlertingOptions>): Alerting
  /** Goes on minute by minute, with a round in each. */
  pass(alerting: Alerting | readonly Alerting[], minutes: number): Promise<void>
  /** Spans of one minute after START_MS, some of them failed. */
  spans(projectId: string, minute: number, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>
  close(): Promise<void>
}

async function openAlertHome(): Promise<AlertHome> {
  const { store, close } = await openTestStore()
  const receiver = await openReceiver()
  const time = { nowMs: START_MS }
  const opened: Alerting[] = []
  const failures: unknown[] = []
  let made = 0
  return {
    store,
    receiver,
    time,
    open: (options = {}) => {
      const alerting = createAlerting({
        store,
        clock: clockAt(() => time.nowMs),
        hosts: createPrivateHosts(['127.0.0.1']),
        mailer: undefined,
        projects: () => [...'abcdefghij'].map((name) => ({ id: `${name}~1`, name })),
        scopeOf: grantScope,
        publicUrl: () => 'https://vitrine.example',
        onError: (error) => {
          failures.push(error)
        },
        ...options,
      })
      alerting.start()
      opened.push(alerting)
      return alerting
    },
    pass: async (alerting, minutes) => {
      for (let minute = 0; minute < minutes; minute++) {
        time.nowMs += MINUTE
        await Promise.all([alerting].flat().map((each) => each.run()))
        if (failures.length > 0) throw failures[0]
      }
    },
    spans: async (projectId, minute, rows) => {
      await store.insertRows(
        'spans',
        rows.map((row) => {
          made += 1
          const seconds = (START_MS + minute * MINUTE) / 1000 + 10
          const ids = { project_id: projectId, trace_id: traceIdOf(made), span_id: spanIdOf(made) }
          return {
            ...spanRow(made, made, { start_time: atSecond(seconds), end_time: atSecond(seconds + 1), ...row }),
            ...ids,
          }
        }),
      )
    },
    close: async () => {
      for (const alerting of opened) await alerting.stop()
      await receiver.close()
      await close()
    },
  }
}

/** One home for a file of tests; its clock, receiver and what was told begin anew with each. There once the tests run. */
export function alertHome(): AlertHome {
  // The engine answers in milliseconds, but the machine may be busy with other tests.
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })
  const home = {} as AlertHome
  beforeAll(async () => {
    Object.assign(home, await openAlertHome())
  })
  afterAll(() => home.close())
  beforeEach(() => {
    home.time.nowMs = START_MS
    home.receiver.got.length = 0
    home.receiver.status = 200
  })
  return home
}

/** What was sent to the channel of a project, message by message. */
export function sentTo({ receiver }: AlertHome, projectId: string): readonly Received['body'][] {
  return receiver.got.filter(({ body }) => body.project.id === projectId).map(({ body }) => body)
}

/** The same store, which takes no rows of one table, or none that are in one state; the test says when. */
export function storeWithout(store: Store, away: { readonly table: string }, state?: string): Store {
  const isAway = (table: string, rows: readonly object[]) =>
    table === away.table && (state === undefined || rows.some((row) => 'state' in row && row.state === state))
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'insertRows') {
        const insert: Store['insertRows'] = async (table, rows) => {
          if (isAway(table, rows)) throw new Error(`cannot insert into ${table}: the store is away`)
          await target.insertRows(table, rows)
        }
        return insert
      }
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Unix seconds as the store writes times. */
export const atSecond = (seconds: number) => `${seconds}.000000000`

export const FAILED = { status: 'error' }
export const FINE = { status: 'ok' }

export async function addWebhook(alerting: Alerting, projectId: string, url: string): Promise<string> {
  await alerting.ready()
  const body = { kind: 'webhook', name: 'hook', url, secret: 'whsec_test', to: [] } as const
  return (await alerting.settings.save('channel', { projectId, id: 'hook', body, userId: 'owner' })).id
}

export async function addAlert(alerting: Alerting, projectId: string, body: Partial<AlertBody>): Promise<AlertSetting> {
  await alerting.ready()
  const rule = ruleFrom({
    name: 'Too many errors',
    severity: 'critical',
    metric: 'errors',
    window_seconds: 300,
    condition: 'above',
    threshold: 2,
    channels: ['hook'],
    ...body,
  })
  return await alerting.saveAlert({ projectId, id: `alert-${projectId}`, rule, userId: 'owner' })
}
