import { send, spanOf, tool, traceOf } from '../../scripts/bench/ux-traces.mjs'
import { PROJECT_KEY, type Product } from '../support/product.ts'

export const LONG = { ltr: 'a very long name '.repeat(18).trim(), rtl: 'نامی بسیار دراز '.repeat(19).trim() }
export const TENANTS = ['acme', 'zeta,west', 'سبا']

/** Spans with attributes of their own, and two names that fit no column. */
export async function tellSpecial(product: Product): Promise<void> {
  const nowMs = Date.now()
  const work = Array.from({ length: 6 }, (_, n) => {
    const trace = traceOf(`F-TENANT ${n}`, nowMs - 60_000 * (n + 1))
    return spanOf(trace, 'work', {
      lasts: 20,
      attributes: {
        ...tool('work'),
        'tenant.id': TENANTS[n % TENANTS.length] ?? '',
        'odd:key,of mine': `n${n}`,
        'user.id': 'علی (12)',
      },
    })
  })
  const long = Object.entries(LONG).map(([dir, name], n) =>
    spanOf(traceOf(`F-LONG ${dir}`, nowMs - 1_000 * (n + 1)), name, { lasts: 20, attributes: { length: 'long' } }),
  )
  await send(product.otlp, PROJECT_KEY, [...work, ...long])
  await product.drained()
}
