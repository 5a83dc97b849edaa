/** Where alerts are sent. What a URL says beyond its host may be a secret, and is never shown again. */
import type { Channel, ChannelBody, ChannelChange } from '@vitrine/schemas/api'
import type { Alerting } from '../../alerts/alerting.ts'
import type { ChannelRule, Setting } from '../../alerts/settings.ts'
import { makeSecret, randomId } from '../../control/keys.ts'
import { ApiError } from '../api-error.ts'
import type { Handlers } from '../handlers.ts'
import { nsOfMs } from './projects.ts'

export function channelRoutes(alerting: Alerting) {
  const { settings } = alerting
  const find = async (projectId: string, id: string): Promise<Setting<'channel'>> => {
    await alerting.ready()
    return settings.find(projectId, 'channel', id) ?? unknownChannel(id)
  }
  return {
    async listChannels({ scope }) {
      await alerting.ready()
      const channels = settings.list(scope().projectId, 'channel').map(answerOf)
      return { channels, email_ready: alerting.canMail }
    },
    async createChannel({ scope, body, userId }) {
      await alerting.ready()
      const { projectId } = scope()
      const secret = body.kind === 'webhook' ? makeSecret('whsec') : ''
      const rule = channelFrom(body, secret, undefined)
      const saved = await settings.save('channel', { projectId, id: randomId('channel'), body: rule, userId })
      return { ...answerOf(saved), secret: secret === '' ? null : secret }
    },
    async changeChannel({ scope, params, body, userId }) {
      const { projectId } = scope()
      const { id, body: before } = await find(projectId, params.channel_id)
      if (before.kind !== body.kind) {
        throw new ApiError(400, 'invalid_body', 'cannot make another kind of channel out of this one', {
          advice: 'add a new channel',
          params: { field: 'kind' },
        })
      }
      const rule = channelFrom(body, before.secret, before)
      return answerOf(await settings.save('channel', { projectId, id, body: rule, userId }))
    },
    async deleteChannel({ scope, params, userId }) {
      const { projectId } = scope()
      const { id } = await find(projectId, params.channel_id)
      await settings.remove('channel', { projectId, id, userId })
      return { done: true }
    },
    testChannel: async ({ scope, params }) => await alerting.test(await find(scope().projectId, params.channel_id)),
  } satisfies Handlers
}

/** What was sent, with the URL and language of before where it says none. */
function channelFrom(body: ChannelBody | ChannelChange, secret: string, before: ChannelRule | undefined): ChannelRule {
  const { name } = body
  const language = body.language ?? before?.language ?? 'en'
  if (body.kind === 'email') return { kind: 'email', name, url: '', secret: '', to: body.to, language }
  const url = body.url ?? before?.url ?? ''
  if (!URL.canParse(url)) {
    throw new ApiError(400, 'invalid_body', 'cannot take this channel: the URL cannot be read', {
      advice: 'write it like https://example.com/hook',
      params: { field: 'url' },
    })
  }
  return { kind: body.kind, name, url, secret, to: [], language }
}

function answerOf({ id, createdMs, body }: Setting<'channel'>): Channel {
  const target = body.kind === 'email' ? body.to.join(', ') : new URL(body.url).host
  return { id, kind: body.kind, name: body.name, language: body.language ?? 'en', target, created: nsOfMs(createdMs) }
}

function unknownChannel(id: string): never {
  throw new ApiError(404, 'unknown_channel', 'cannot find that channel in this project', {
    advice: 'GET /api/v1/channels lists them',
    params: { channel: id.slice(0, 200) },
  })
}
