import { expect, it } from 'vitest'
import { releaseMemory, releaseWhole } from './release-memory.ts'

it('empties bytes of a buffer of their own, and every view of it', () => {
  const buffer = new ArrayBuffer(64 * 1024)
  const bytes = new Uint8Array(buffer).fill(7)
  const view = new Uint8Array(buffer, 8, 4)
  releaseMemory(bytes)
  expect([bytes.byteLength, view.byteLength, buffer.byteLength]).toEqual([0, 0, 0])
})

it('leaves alone what is small, since that may share a pool with others', () => {
  const pooled = Buffer.from('a short body')
  releaseMemory(pooled)
  expect(pooled.toString()).toBe('a short body')
})

it('leaves alone what threads share', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(128 * 1024)).fill(7)
  releaseMemory(shared)
  expect(shared).toHaveLength(128 * 1024)
})

it('may be asked twice', () => {
  const bytes = new Uint8Array(128 * 1024)
  releaseMemory(bytes)
  releaseMemory(bytes)
  expect(bytes).toHaveLength(0)
})

it('leaves alone a piece of something larger, where only what is whole may go', () => {
  const bytes = new Uint8Array(192 * 1024)
  const piece = bytes.subarray(0, 128 * 1024)
  releaseWhole(piece)
  expect(piece).toHaveLength(128 * 1024)
  releaseWhole(bytes)
  expect([bytes.byteLength, piece.byteLength]).toEqual([0, 0])
})
