/**
 * Observes every client of a class. Its parts are made in its constructor or when they are first asked for; either way
 * they pass through the class's prototype, and there each is observed once, on its own client.
 */
import { BINDINGS, type Binding, type Family } from '../bindings.ts'
import { fieldsOf } from '../fields.ts'
import { watchRetries } from '../retries.ts'
import { bind } from '../wrap.ts'
import { guard } from '../wrap-method.ts'

const observed = new WeakSet<object>()

export function observeClass(family: Family, client: object): void {
  const { prototype } = client as { prototype?: object }
  if (prototype === undefined || observed.has(prototype)) return
  observed.add(prototype)
  guard(() => watchRetries(prototype), undefined)
  const bindings = BINDINGS.filter((binding) => binding.family === family)
  for (const binding of bindings.filter(({ path, method }) => path.length === 0 && isMethod(prototype, method)))
    bind({ owner: prototype, binding, options: {}, clientOf: (self) => self as object })
  for (const part of new Set(bindings.flatMap(({ path }) => path.slice(0, 1))))
    observePart(
      prototype,
      part,
      bindings.filter(({ path }) => path[0] === part),
    )
}

/** A getter is not asked: what it makes for a prototype, all clients would share. */
function isMethod(prototype: object, name: string): boolean {
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name)
    if (found !== undefined) return typeof found.value === 'function'
  }
  return false
}

function observePart(prototype: object, part: string, bindings: readonly Binding[]): void {
  const made = (self: object, value: unknown) =>
    guard(() => {
      for (const binding of bindings) {
        const owner = binding.path.slice(1).reduce<unknown>((at, name) => fieldsOf(at)[name], value)
        if (typeof owner === 'object' && owner !== null) bind({ owner, binding, options: {}, clientOf: () => self })
      }
    }, undefined)
  const existing = Object.getOwnPropertyDescriptor(prototype, part)
  const getter = existing?.get
  if (existing !== undefined && getter === undefined) return
  Object.defineProperty(prototype, part, {
    configurable: true,
    enumerable: existing?.enumerable ?? false,
    get(this: object) {
      const value: unknown = getter === undefined ? undefined : Reflect.apply(getter, this, [])
      if (value !== undefined) made(this, value)
      return value
    },
    // As a plain assignment would have done it.
    set(this: object, value: unknown) {
      if (existing?.set !== undefined) Reflect.apply(existing.set, this, [value])
      else Object.defineProperty(this, part, { value, configurable: true, enumerable: true, writable: true })
      made(this, value)
    },
  })
}
