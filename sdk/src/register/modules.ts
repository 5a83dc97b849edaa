/**
 * Sees client libraries as they are loaded. CommonJS goes through one function of Node's; of ES modules the entry's
 * text gets one line at its end that hands its own namespace over. Nothing else of a module is touched.
 */

import * as nodeModule from 'node:module'
import { register } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { guard } from '../wrap-method.ts'
import { CLIENT_PACKAGES, type ClientPackage } from './client-packages.ts'
import { type Entry, LOADED, load, packageAt, resolve } from './module-hooks.ts'
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
    const name = names.has(request) ? request : guard(() => importedAs(request), undefined)
    if (name !== undefined) loaded(name, exported)
    return exported
  }
}

/** Told by the hooks in their own thread, where they have one. */
let told: MessagePort | undefined
const importedFiles = new Map<string, string>()

/** A CommonJS module that an ES module imports is loaded by its file, after its name was resolved. */
function importedAs(request: string): string | undefined {
  if (!path.isAbsolute(request)) return undefined
  const url = pathToFileURL(request).href
  for (let entry = receive(); entry !== undefined; entry = receive()) importedFiles.set(...entry)
  return packageAt(url) ?? importedFiles.get(url)
}

function receive(): Entry | undefined {
  return told === undefined ? undefined : (receiveMessageOnPort(told)?.message as Entry | undefined)
}

/** Newer Nodes run the hooks in this thread; older ones in one of their own. */
function watchEsModules(): void {
  const inThread = (nodeModule as { registerHooks?: (hooks: object) => void }).registerHooks
  if (inThread !== undefined) {
    inThread({ resolve, load })
    return
  }
  const hooks = new URL('./register-hooks.js', import.meta.url)
  // Handed a port while `--require` is at work, Node 20 ends without a word. An application that is started so is
  // CommonJS, whose modules are loaded by their names.
  if ((nodeModule.default.prototype as { isPreloading?: boolean }).isPreloading === true) {
    register(hooks, { data: {} })
    return
  }
  const { port1, port2 } = new MessageChannel()
  told = port1
  register(hooks, { data: { port: port2 }, transferList: [port2] })
}
