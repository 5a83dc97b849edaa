import { expect, it } from 'vitest'
import { createMergeBrake } from './merge-brake.ts'

/** An engine of which only the state of its merges is known, and what it was told. */
function testEngine() {
  const state = { merges: 0, new_parts: 0 }
  const told: string[] = []
  const run = async <Row>(sql: string): Promise<Row[]> => {
    if (sql.includes('system.merges')) return [{ ...state } as Row]
    told.push(sql.includes('stop') ? 'stop' : 'start')
    return []
  }
  return { state, told, run }
}

it('holds merges while a backlog waits, and lets them go on after it', async () => {
  const { told, run } = testEngine()
  const brake = createMergeBrake()
  await brake.hold(run)
  await brake.hold(run)
  expect(told).toEqual(['stop'])
  expect(brake.isHeld).toBe(true)
  await brake.release(run)
  await brake.release(run)
  expect(told).toEqual(['stop', 'start'])
  expect(brake.isHeld).toBe(false)
})

it('does not throw away a merge that runs', async () => {
  const { state, told, run } = testEngine()
  const brake = createMergeBrake()
  state.merges = 1
  await brake.hold(run)
  expect(told).toEqual([])
  state.merges = 0
  await brake.hold(run)
  expect(told).toEqual(['stop'])
})

it('lets new parts pile up only so far, and then merges until few are left', async () => {
  const { state, told, run } = testEngine()
  const brake = createMergeBrake()
  state.new_parts = 64
  await brake.hold(run)
  expect(told).toEqual(['stop'])
  state.new_parts = 65
  await brake.hold(run)
  expect(told).toEqual(['stop', 'start'])
  state.new_parts = 25
  await brake.hold(run)
  expect(told).toEqual(['stop', 'start'])
  state.new_parts = 24
  await brake.hold(run)
  expect(told).toEqual(['stop', 'start', 'stop'])
})

it('holds nothing while a statement runs that the engine carries out as a merge', async () => {
  const { told, run } = testEngine()
  const brake = createMergeBrake()
  await brake.hold(run)
  let end = () => {}
  const deletion = brake.without(run, () => new Promise<void>((resolve) => (end = resolve)))
  await brake.hold(run)
  expect(told).toEqual(['stop', 'start'])
  end()
  await deletion
  await brake.hold(run)
  expect(told).toEqual(['stop', 'start', 'stop'])
})

it('lets go for a statement that came while merges were being stopped', async () => {
  const { told, run } = testEngine()
  const brake = createMergeBrake()
  const holding = brake.hold(run)
  await brake.without(run, () => Promise.resolve())
  await holding
  expect(told.at(-1)).not.toBe('stop')
  expect(brake.isHeld).toBe(false)
})

it('is not stuck when the engine refuses', async () => {
  const { told, run } = testEngine()
  const brake = createMergeBrake()
  await expect(brake.hold(() => Promise.reject(new Error('the engine is away')))).rejects.toThrow('away')
  await brake.hold(run)
  await brake.release(run)
  expect(told).toEqual(['stop', 'start'])
})
