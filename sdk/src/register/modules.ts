/**
 * Sees client libraries as they are loaded. CommonJS goes through one function of Node's; of ES modules the entry's
 * text gets one line at its end that hands its own namespace over. Nothing else of a module is touched.
 */

import * as nodeModule from 'node:module'
import { register } from 'node:module'
import { guard } from '../wrap-method.ts'
import { CLIENT_PACKAGES, type ClientPackage } from './client-packages.ts'
import { LOADED, load, resolve } from './module-hooks.ts'
import { observeClass } from './observe-class.ts'

type Load = (this: unknown, request: string, ...more: unknown[]) => unknown

export function watchModules(): void {
  const seen = new WeakSet<object>()
  const loaded = (name: string, exported: unknown) =>
    guard(() => {
      if (typeof exported !== 'object' && typeof exported !== 'function') return
      if (exported === null || seen.has(exported)) return
      seen.add(exported)
      const found = CLIENT_PACKAGES.find((each) => each.name === name)
      if (found !== undefined) for (const client of classesOf(found, exported)) observeClass(found.family, client)
    }, undefined)
  ;(globalThis as Record<symbol, unknown>)[Symbol.for(LOADED)] = loaded
  watchCommonJs(loaded)
  watchEsModules()
}

function classesOf({ classes }: ClientPackage, exported: object): object[] {
  const all = exported as Record<string, unknown>
  const found = classes.map((name) => all[name]).filter((each) => typeof each === 'function') as object[]
  return [...new Set(found)]
}

function watchCommonJs(loaded: (name: string, exported: unknown) => void): void {
  const holder = nodeModule.default as unknown as { _load: Load }
  const original = holder._load
  const names = new Set<string>(CLIENT_PACKAGES.map(({ name }) => name))
  holder._load = function (this: unknown, request, ...more) {
    const exported = Reflect.apply(original, this, [request, ...more])
    if (names.has(request)) loaded(request, exported)
    return exported
  }
}

/** Newer Nodes run the hooks in this thread; older ones in one of their own. */
function watchEsModules(): void {
  const inThread = (nodeModule as { registerHooks?: (hooks: object) => void }).registerHooks
  if (inThread !== undefined) inThread({ resolve, load })
  else register(new URL('./register-hooks.js', import.meta.url))
}
