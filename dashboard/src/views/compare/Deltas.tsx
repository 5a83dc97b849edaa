import { Link } from '@tanstack/react-router'
import type { SkeletonHeader } from '@vitrine/schemas/api'
import type { Formatter } from '../../ui/format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Unknown } from '../../ui/Values.tsx'
import { Delta } from './Delta.tsx'

type Trace = SkeletonHeader['trace']

interface Measure {
  readonly id: 'duration' | 'tokens' | 'cost' | 'calls' | 'spans' | 'errors'
  readonly of: (trace: Trace) => number | null
  readonly write: (value: number, format: Formatter) => string
}

const MEASURES: readonly Measure[] = [
  {
    id: 'duration',
    of: (trace) => (trace.duration === null ? null : Number(trace.duration)),
    write: (value, format) => format.durationNs(value),
  },
  {
    id: 'tokens',
    of: ({ tokens }) =>
      tokens.input === null && tokens.output === null ? null : (tokens.input ?? 0) + (tokens.output ?? 0),
    write: (value, format) => format.compact(value),
  },
  {
    id: 'cost',
    of: (trace) => (trace.cost.ours === null ? null : Number(trace.cost.ours)),
    write: (value, format) => format.money(String(value)),
  },
  { id: 'calls', of: (trace) => trace.calls, write: (value, format) => format.number(value) },
  { id: 'spans', of: (trace) => trace.spans, write: (value, format) => format.number(value) },
  { id: 'errors', of: (trace) => trace.errors, write: (value, format) => format.number(value) },
]

/** The two traces in numbers, with what the second has more or less. */
export function Deltas({ project, a, b }: { project: string; a: Trace; b: Trace }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Table caption={t('compare.numbers')} className="max-w-4xl">
      <thead>
        <tr>
          <HeaderCell>{t('compare.title')}</HeaderCell>
          {MEASURES.map(({ id }) => (
            <HeaderCell key={id} isNumber>
              {t(`trace.fact.${id}`)}
            </HeaderCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {[a, b].map((trace, at) => (
          <Row key={at === 0 ? 'a' : 'b'}>
            <RowHeader>
              <span className="me-2 font-bold text-muted">{at === 0 ? 'A' : 'B'}</span>
              <Link
                to="/p/$project/traces/$traceId"
                params={{ project, traceId: trace.trace_id }}
                className="text-link hover:underline"
              >
                <bdi>{trace.name || trace.trace_id}</bdi>
              </Link>
            </RowHeader>
            {MEASURES.map(({ id, of, write }) => {
              const value = of(trace)
              return (
                <Cell key={id} isNumber>
                  {value === null ? <Unknown /> : <data value={value}>{write(value, format)}</data>}
                </Cell>
              )
            })}
          </Row>
        ))}
        <Row>
          <RowHeader>{t('compare.change')}</RowHeader>
          {MEASURES.map(({ id, of, write }) => (
            <Cell key={id} isNumber>
              <Delta a={of(a)} b={of(b)} write={(value) => write(value, format)} />
            </Cell>
          ))}
        </Row>
      </tbody>
    </Table>
  )
}
