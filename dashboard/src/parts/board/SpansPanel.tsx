import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { SpanListRow } from '@vitrine/schemas/api'
import { spansPanelQuery } from '../../api/board-queries.ts'
import { linkOf } from '../../model/boards/drill-down.ts'
import { toDate } from '../../ui/format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { requestsOf } from './board-view.ts'
import { ListLink } from './ListLink.tsx'
import { PanelFrame, type PanelProps } from './PanelFrame.tsx'
import { frameOf } from './use-panel-answers.ts'

type Column = {
  head: string
  isNumber?: boolean
  isLong?: boolean
  textOf: (span: SpanListRow) => string
  rawOf: RawOf
}
type RawOf = (span: SpanListRow) => string | null

/** The slowest, dearest or newest spans, each with its way into its trace. */
export function SpansPanel(props: PanelProps) {
  const { panel, view } = props
  const { t } = useTranslation()
  const { now } = requestsOf(panel, view)
  const answer = useQuery({ ...spansPanelQuery(view.project, now), enabled: props.isSeen })
  const spans = answer.data?.spans ?? []
  const columns = useColumns(spans, panel.width)
  const all = linkOf({ q: now.params.q ?? '', scope: 'spans', isFirst: false }, view.window, view.window)
  return (
    <PanelFrame
      {...props}
      {...frameOf(now, answer)}
      isEmpty={spans.length === 0}
      unpriced={0}
      headline={[]}
      legend={[]}
      sheet={{
        head: [t('boards.span'), ...columns.map(({ head }) => head)],
        rows: spans.map((span) => ({
          id: `${span.trace_id} ${span.span_id}`,
          cells: [
            { text: span.name, raw: span.name },
            ...columns.map(({ textOf, rawOf }) => ({ text: textOf(span), raw: rawOf(span) })),
          ],
        })),
      }}
      isTable
    >
      <Table caption={props.title}>
        <thead>
          <tr>
            <HeaderCell>{t('boards.span')}</HeaderCell>
            {columns.map(({ head, isNumber = false }) => (
              <HeaderCell key={head} isNumber={isNumber}>
                {head}
              </HeaderCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {spans.map((span) => (
            <Row key={`${span.trace_id} ${span.span_id}`}>
              <RowHeader className="max-w-36 truncate sm:max-w-none">
                <Link
                  to="/p/$project/traces/$traceId"
                  params={{ project: view.project, traceId: span.trace_id }}
                  search={{ span: span.span_id }}
                  className="text-link hover:underline"
                >
                  <bdi>{span.name}</bdi>
                </Link>
              </RowHeader>
              {columns.map(({ head, isNumber = false, isLong = false, textOf }) => (
                <Cell
                  key={head}
                  isNumber={isNumber}
                  className={isLong ? 'w-full max-w-0 truncate' : 'whitespace-nowrap'}
                >
                  <bdi title={textOf(span)}>{textOf(span)}</bdi>
                </Cell>
              ))}
            </Row>
          ))}
        </tbody>
      </Table>
      <p className="pt-2 text-xs">
        <ListLink project={view.project} target={all}>
          {t('boards.allSpans')}
        </ListLink>
      </p>
    </PanelFrame>
  )
}

/** Of four columns of a board. */
const WIDE = 3

/** Those of which one of the spans says something, where there is room for them. */
function useColumns(spans: readonly SpanListRow[], width: number): readonly Column[] {
  const { t } = useTranslation()
  const format = useFormat()
  const unknown = t('boards.unknown')
  const errorOf: RawOf = ({ error_type, error_message }) =>
    [error_type, error_message].filter((part) => part !== null).join(': ') || null
  const columns: readonly Column[] = [
    { head: t('boards.error'), isLong: true, rawOf: errorOf, textOf: (span) => errorOf(span) ?? unknown },
    ...(width < WIDE
      ? []
      : [
          {
            head: t('list.facet.model'),
            rawOf: ({ model }: SpanListRow) => model,
            textOf: ({ model }: SpanListRow) => model ?? unknown,
          },
        ]),
    {
      head: t('list.column.duration'),
      isNumber: true,
      rawOf: ({ duration }) => duration,
      textOf: ({ duration }) => (duration === null ? unknown : format.durationNs(duration)),
    },
    {
      head: t('list.column.cost'),
      isNumber: true,
      rawOf: ({ cost }) => cost.ours,
      textOf: ({ cost }) => (cost.ours === null ? unknown : format.money(cost.ours)),
    },
    {
      head: t('boards.time'),
      rawOf: ({ start }) => toDate(start).toISOString(),
      textOf: ({ start }) => format.dayClock(toDate(start)),
    },
  ]
  return columns.filter(({ rawOf }) => spans.some((span) => rawOf(span) !== null))
}
