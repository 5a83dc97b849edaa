import { useQuery } from '@tanstack/react-query'
import type { MappingBody, MappingTestAnswer } from '@vitrine/schemas/api'
import { useState } from 'react'
import { recentSpansQuery, testMapping } from '../../api/money-queries.ts'
import { Choice } from '../../parts/Choice.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { Unknown } from '../../ui/Values.tsx'

export interface MappingTestProps {
  readonly project: string
  /** `trace/span` that somebody came with; else the newest. */
  readonly span: string | undefined
  readonly rules: MappingBody['rules']
  readonly onPick: (attribute: string) => void
}

/** A real span before and after the rules as they stand in the editor, saved or not. */
export function MappingTest({ project, span: asked, rules, onPick }: MappingTestProps) {
  const { t } = useTranslation()
  const recent = useQuery(recentSpansQuery(project))
  const [chosen, setChosen] = useState(asked)
  const spans = recent.data?.spans.map((each) => ({ id: `${each.trace_id}/${each.span_id}`, name: each.name })) ?? []
  const span = chosen ?? spans[0]?.id
  const [traceId = '', spanId = ''] = span?.split('/') ?? []
  const test = useQuery({
    queryKey: [project, 'mapping-test', span, rules],
    enabled: span !== undefined,
    placeholderData: (before: MappingTestAnswer | undefined) => before,
    queryFn: () => testMapping(project, { trace_id: traceId, span_id: spanId, rules }),
  })
  const isListed = asked === undefined || spans.some(({ id }) => id === asked)
  const options = isListed ? spans : [{ id: asked, name: t('mapping.askedSpan') }, ...spans]
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lg">{t('mapping.test')}</h2>
      <p className="text-muted">{t('mapping.testLead')}</p>
      {recent.isError && <ErrorState title={t('mapping.testFailed')} error={recent.error} />}
      {recent.data !== undefined && span === undefined && <p className="text-muted">{t('mapping.noSpans')}</p>}
      {span !== undefined && (
        <Choice
          label={t('mapping.span')}
          value={span}
          options={options.map(({ id, name }) => ({ id, text: `${name} · ${id.split('/')[1]?.slice(0, 8) ?? ''}` }))}
          onChange={setChosen}
        />
      )}
      {test.isError && <ErrorState title={t('mapping.testFailed')} error={test.error} />}
      {test.isPending && span !== undefined && <Skeleton className="h-48" />}
      {test.data !== undefined && (
        <>
          <BeforeAfter test={test.data} />
          <Attributes test={test.data} onPick={onPick} />
        </>
      )}
    </section>
  )
}

function BeforeAfter({ test }: { test: MappingTestAnswer }) {
  const { t } = useTranslation()
  const shown = test.fields.filter(({ before, after }) => before !== null || after !== null)
  return (
    <Table caption={t('mapping.beforeAfter')}>
      <thead>
        <tr>
          <HeaderCell>{t('mapping.field')}</HeaderCell>
          <HeaderCell>{t('mapping.before')}</HeaderCell>
          <HeaderCell>{t('mapping.after')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {shown.map(({ field, before, after }) => (
          <Row key={field} className={before === after ? '' : 'bg-subtle'}>
            <RowHeader>
              <code dir="ltr" className="font-mono text-xs">
                {field}
              </code>{' '}
              {before !== after && <Badge tone="warning">{t('mapping.changed')}</Badge>}
            </RowHeader>
            <Cell className="max-w-72 break-words">{before === null ? <Unknown /> : <bdi>{before}</bdi>}</Cell>
            <Cell className="max-w-72 break-words">
              {after === null ? <Unknown /> : <bdi data-testid={`after-${field}`}>{after}</bdi>}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}

function Attributes({ test, onPick }: { test: MappingTestAnswer; onPick: (attribute: string) => void }) {
  const { t } = useTranslation()
  return (
    <details>
      <summary className="cursor-pointer">{t('mapping.attributes')}</summary>
      <Table caption={t('mapping.attributes')}>
        <tbody>
          {Object.entries(test.attributes).map(([key, value]) => (
            <Row key={key}>
              <RowHeader>
                <code dir="ltr" className="font-mono text-xs break-all">
                  {key}
                </code>
              </RowHeader>
              <Cell className="max-w-80 break-words">
                <bdi>{value}</bdi>
              </Cell>
              <Cell className="text-end">
                <Button size="small" aria-label={t('mapping.useNamed', { attribute: key })} onPress={() => onPick(key)}>
                  {t('mapping.use')}
                </Button>
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </details>
  )
}
