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
  const ofItself = bindings.filter(({ path }) => path.length === 0)
  for (const binding of ofItself.filter(({ method }) => isMethod(prototype, method)))
    bind({ owner: prototype, binding, options: {}, clientOf: (self) => self as object })
  if (!ofItself.some(({ method }) => method in prototype)) observeFields(prototype, ofItself)
  for (const part of new Set(bindings.flatMap(({ path }) => path.slice(0, 1))))
    observePart(
      prototype,
      part,
      bindings.filter(({ path }) => path[0] === part),
    )
}

/** Fields are defined past the prototype; what a constructor assigns after them is not. */
function observeFields(prototype: object, bindings: readonly Binding[]): void {
  for (const assigned of new Set(bindings.flatMap((binding) => binding.assigned ?? [])))
    watchProperty(prototype, assigned, (self) => {
      for (const binding of bindings)
        if (binding.assigned === assigned && Object.hasOwn(self, binding.method))
          bind({ owner: self, binding, options: {}, clientOf: () => self })
    })
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
  watchProperty(prototype, part, (self, value) => {
    for (const binding of bindings) {
      const owner = binding.path.slice(1).reduce<unknown>((at, name) => fieldsOf(at)[name], value)
      if (typeof owner === 'object' && owner !== null) bind({ owner, binding, options: {}, clientOf: () => self })
    }
  })
}

/** Told of each value of a property as a client gets it, or makes it. */
function watchProperty(prototype: object, name: string, got: (self: object, value: unknown) => void): void {
  const existing = Object.getOwnPropertyDescriptor(prototype, name)
  const getter = existing?.get
  if (existing !== undefined && getter === undefined) return
  Object.defineProperty(prototype, name, {
    configurable: true,
    enumerable: existing?.enumerable ?? false,
    get(this: object) {
      const value: unknown = getter === undefined ? undefined : Reflect.apply(getter, this, [])
      if (value !== undefined) guard(() => got(this, value), undefined)
      return value
    },
    // As a plain assignment would have done it.
    set(this: object, value: unknown) {
      if (existing?.set !== undefined) Reflect.apply(existing.set, this, [value])
      else Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true })
      guard(() => got(this, value), undefined)
    },
  })
}
