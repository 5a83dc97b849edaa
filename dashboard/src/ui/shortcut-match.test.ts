import { describe, expect, it } from 'vitest'
import { isSingleKey, type KeyPress, keyWord, step } from './shortcut-match.ts'

const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('the word of a key press', () => {
  it.each([
    ['k with Ctrl', press('k', 'KeyK', { ctrlKey: true }), 'Mod+k'],
    ['k with Cmd', press('k', 'KeyK', { metaKey: true }), 'Mod+k'],
    ['a capital', press('X', 'KeyX', { shiftKey: true }), 'Shift+x'],
    ['a question mark, which needs Shift on many keyboards', press('?', 'Slash', { shiftKey: true }), '?'],
    ['j on a Persian keyboard', press('ت', 'KeyJ'), 'j'],
    ['a named key', press('ArrowDown', 'ArrowDown'), 'ArrowDown'],
    ['a named key with Shift', press('Enter', 'Enter', { shiftKey: true }), 'Shift+Enter'],
  ])('%s', (_name, event, word) => expect(keyWord(event)).toBe(word))
})

it('calls keys without Ctrl, Cmd or Alt single', () => {
  expect(isSingleKey('g t')).toBe(true)
  expect(isSingleKey('Mod+k')).toBe(false)
})

describe('a step of a sequence', () => {
  const known = ['g t', 'g o', 't', '?']
  it('waits for the second key', () => expect(step(known, '', 'g')).toEqual({ kind: 'wait', prefix: 'g' }))
  it('runs the whole sequence rather than its last key', () =>
    expect(step(known, 'g', 't')).toEqual({ kind: 'run', keys: 'g t' }))
  it('starts anew after a wrong key', () => expect(step(known, 'g', '?')).toEqual({ kind: 'run', keys: '?' }))
  it('ignores what nothing is bound to', () => expect(step(known, '', 'q')).toEqual({ kind: 'none' }))
})
