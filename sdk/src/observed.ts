/** `@observed()`: a decorator for methods, of the standard and of TypeScript's older kind. */
import { type ObserveOptions, observe } from './observe.ts'

export interface ObservedOptions extends ObserveOptions {
  /** Default: the method's name. */
  readonly name?: string | undefined
}

type AnyMethod = (...args: never[]) => unknown

interface MethodDecorator {
  <F extends AnyMethod>(method: F, context: ClassMethodDecoratorContext): F
  (prototype: object, name: string | symbol, descriptor: PropertyDescriptor): PropertyDescriptor
}

/** Every call of the method becomes a span. */
export function observed(options: ObservedOptions = {}): MethodDecorator {
  const wrapped = <F extends AnyMethod>(method: F, name: string | symbol): F =>
    observe(options.name ?? String(name), method, options)
  return ((
    target: unknown,
    context: ClassMethodDecoratorContext | string | symbol,
    descriptor?: PropertyDescriptor,
  ) => {
    if (typeof context === 'object') return wrapped(target as AnyMethod, context.name)
    if (typeof descriptor?.value !== 'function') return descriptor
    return { ...descriptor, value: wrapped(descriptor.value as AnyMethod, context) }
  }) as MethodDecorator
}
