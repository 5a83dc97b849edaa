import { describe, expect, it } from 'vitest'
import { type Command, matchCommands, recentFirst, withRecent } from './commands.ts'

const commands = ['page:traces', 'page:users', 'theme:dark'].map(
  (id): Command => ({ id, group: 'page', text: id, run: () => undefined }),
)
const ids = (list: readonly Command[]) => list.map(({ id }) => id)

describe('commands of the palette', () => {
  it('begin with what was run lately, the latest first', () => {
    expect(ids(recentFirst(commands, ['theme:dark', 'page:users']))).toEqual([
      'theme:dark',
      'page:users',
      'page:traces',
    ])
  })

  it('leave out what was run lately and is no command any more, or does not match', () => {
    expect(ids(recentFirst(matchCommands(commands, 'page'), ['theme:dark', 'view:gone', 'page:users']))).toEqual([
      'page:users',
      'page:traces',
    ])
  })

  it('remember each once, and only the last five', () => {
    const run = ['a', 'b', 'c', 'd', 'e', 'b', 'f'].reduce<readonly string[]>(withRecent, [])
    expect(run).toEqual(['f', 'b', 'e', 'd', 'c'])
  })
})
