import { useQuery } from '@tanstack/react-query'
import type { MappingBody, MappingTestAnswer } from '@vitrine/schemas/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { recentSpansQuery, testMapping } from '../../api/money-queries.ts'
import { Choice } from '../../parts/Choice.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { Unknown } from '../../ui/Values.tsx'

/** A real span before and after the rules as they stand in the editor, saved or not. */
export function MappingTest({
  project,
  rules,
  onPick,
}: {
  project: string
  rules: MappingBody['rules']
  onPick: (attribute: string) => void
}) {
  const { t } = useTranslation()
  const recent = useQuery(recentSpansQuery(project))
  const [chosen, setChosen] = useState<string>()
  const spans = recent.data?.spans ?? []
  const span = spans.find((each) => `${each.trace_id}/${each.span_id}` === chosen) ?? spans[0]
  const test = useQuery({
    queryKey: [project, 'mapping-test', span?.trace_id, span?.span_id, rules],
    enabled: span !== undefined,
    placeholderData: (before: MappingTestAnswer | undefined) => before,
    queryFn: () => testMapping(project, { trace_id: span?.trace_id ?? '', span_id: span?.span_id ?? '', rules }),
  })
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lg">{t('mapping.test')}</h2>
      <p className="text-muted">{t('mapping.testLead')}</p>
      {recent.isError && <ErrorState title={t('mapping.testFailed')} error={recent.error} />}
      {recent.data !== undefined && span === undefined && <p className="text-muted">{t('mapping.noSpans')}</p>}
      {span !== undefined && (
        <Choice
          label={t('mapping.span')}
          value={`${span.trace_id}/${span.span_id}`}
          options={spans.map((each) => ({
            id: `${each.trace_id}/${each.span_id}`,
            text: `${each.name} · ${each.span_id.slice(0, 8)}`,
          }))}
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
