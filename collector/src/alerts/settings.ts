/**
 * Alerts, channels and budgets as people set them, held in memory by the process that leads. Every change is a row,
 * written first and seen after.
 */
import type { ChannelKind, ChannelLanguage } from '@vitrine/schemas/api'
import type { Clock } from '../base/clock.ts'
import { msOf, timeText } from '../control/rows.ts'
import type { Store } from '../store/store.ts'
import type { BudgetRule } from './budget.ts'
import type { AlertRule } from './rule.ts'

export interface ChannelRule {
  readonly kind: ChannelKind
  readonly name: string
  /** '' of mail. */
  readonly url: string
  /** Signs what a webhook is sent. */
  readonly secret: string
  readonly to: readonly string[]
  /** Of messages. Channels of old say nothing, and mean English. */
  readonly language?: ChannelLanguage
}

interface Bodies {
  readonly alert: AlertRule
  readonly channel: ChannelRule
  readonly budget: BudgetRule
}
export type SettingKind = keyof Bodies

export interface Setting<Kind extends SettingKind> {
  readonly id: string
  readonly projectId: string
  readonly createdMs: number
  readonly body: Bodies[Kind]
}

interface SettingRow {
  readonly project_id: string
  readonly kind: SettingKind
  readonly item_id: string
  readonly body: string
  readonly created_time: string
  readonly user_id: string
  readonly version: number
  readonly deleted: number
}

export interface AlertSettings {
  list<Kind extends SettingKind>(projectId: string, kind: Kind): readonly Setting<Kind>[]
  find<Kind extends SettingKind>(projectId: string, kind: Kind, id: string): Setting<Kind> | undefined
  save<Kind extends SettingKind>(
    kind: Kind,
    setting: { projectId: string; id: string; body: Bodies[Kind]; userId: string },
  ): Promise<Setting<Kind>>
  /** False: there is none. */
  remove(kind: SettingKind, setting: { projectId: string; id: string; userId: string }): Promise<boolean>
  refresh(): Promise<void>
}

const MAX_ROWS = 200_000

export function createAlertSettings({ store, clock }: { store: Store; clock: Clock }): AlertSettings {
  let rows = new Map<string, SettingRow>()
  const keyOf = (projectId: string, kind: SettingKind, id: string) => `${projectId} ${kind} ${id}`

  async function write(
    asked: Pick<SettingRow, 'project_id' | 'kind' | 'item_id' | 'body' | 'user_id' | 'deleted'>,
  ): Promise<SettingRow> {
    const key = keyOf(asked.project_id, asked.kind, asked.item_id)
    const known = rows.get(key)
    const row = {
      ...asked,
      created_time: known?.created_time ?? timeText(clock.nowMs()),
      version: Math.max((known?.version ?? 0) + 1, clock.nowMs() * 1000),
    }
    await store.insertRows('alert_settings', [row])
    rows.set(key, row)
    return row
  }

  const find = <Kind extends SettingKind>(projectId: string, kind: Kind, id: string): Setting<Kind> | undefined => {
    const row = rows.get(keyOf(projectId, kind, id))
    return row === undefined || row.deleted === 1 ? undefined : settingOf<Kind>(row)
  }
  return {
    find,
    list: <Kind extends SettingKind>(projectId: string, kind: Kind) =>
      [...rows.values()]
        .filter((row) => row.project_id === projectId && row.kind === kind && row.deleted === 0)
        .map((row) => settingOf<Kind>(row)),
    save: async <Kind extends SettingKind>(
      kind: Kind,
      { projectId, id, body, userId }: { projectId: string; id: string; body: Bodies[Kind]; userId: string },
    ) => {
      const text = JSON.stringify(body)
      const place = { project_id: projectId, kind, item_id: id }
      return settingOf<Kind>(await write({ ...place, body: text, user_id: userId, deleted: 0 }))
    },
    remove: async (kind, { projectId, id, userId }) => {
      if (find(projectId, kind, id) === undefined) return false
      // What it held may be a secret, and nobody needs it any more.
      await write({ project_id: projectId, kind, item_id: id, body: '{}', user_id: userId, deleted: 1 })
      return true
    },
    refresh: async () => {
      const stored = await store.query<SettingRow>(
        `select * from alert_settings order by version limit ${MAX_ROWS + 1}`,
      )
      rows = new Map(
        stored.map((row) => [
          keyOf(row.project_id, row.kind, row.item_id),
          { ...row, version: Number(row.version), deleted: Number(row.deleted) },
        ]),
      )
    },
  }
}

/** Bodies are of our own making. */
function settingOf<Kind extends SettingKind>(row: SettingRow): Setting<Kind> {
  return {
    id: row.item_id,
    projectId: row.project_id,
    createdMs: msOf(row.created_time),
    body: JSON.parse(row.body) as Bodies[Kind],
  }
}
