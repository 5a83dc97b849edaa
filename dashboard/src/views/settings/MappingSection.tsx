import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { MAPPED_FIELDS, type MappedField } from '@vitrine/schemas'
import type { Job, MappingBody } from '@vitrine/schemas/api'
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useState } from 'react'
import { mappingQuery, saveMapping } from '../../api/money-queries.ts'
import { guessField } from '../../model/guess-field.ts'
import { Choice } from '../../parts/Choice.tsx'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { HistoryJob, useHistoryJob } from './HistoryJob.tsx'
import { MappingTest } from './MappingTest.tsx'
import { HistorySection } from './PricesSection.tsx'

type Rule = MappingBody['rules'][number] & { readonly id: number }

export interface MappingSectionProps {
  readonly project: string
  /** `trace/span` to try the rules on, and an attribute of it to begin a rule with: where the doctor sends people. */
  readonly span: string | undefined
  readonly attribute: string | undefined
}

/** Which attribute fills which field, in order, tried on a real span before it is saved. */
export function MappingSection({ project, span, attribute }: MappingSectionProps) {
  const { t } = useTranslation()
  const saved = useQuery(mappingQuery(project))
  if (saved.error !== null) {
    return <ErrorState title={t('mapping.listFailed')} error={saved.error} onRetry={() => void saved.refetch()} />
  }
  if (saved.data === undefined) return <RulesPending />
  const rules = saved.data.rules.map(({ attribute, field, scope }, id) => ({ id, attribute, field, scope }))
  return (
    <div className="flex max-w-4xl flex-col gap-6">
      <RuleEditor
        key={JSON.stringify([rules, attribute])}
        project={project}
        saved={rules}
        attribute={attribute}
        span={span}
      />
      <HistorySection project={project} />
    </div>
  )
}

function RuleEditor(props: MappingSectionProps & { saved: readonly Rule[] }) {
  const { project, saved, attribute, span } = props
  const { t } = useTranslation()
  const client = useQueryClient()
  const isNew = attribute !== undefined && !saved.some((rule) => rule.attribute === attribute)
  const [rules, setRules] = useState(isNew ? [...saved, newRule(saved.length, attribute)] : saved)
  const [nextId, setNextId] = useState(rules.length)
  const [preview, setPreview] = useState<Job>()
  const start = useHistoryJob(project)
  const save = useMutation({
    mutationFn: () => saveMapping(project, { rules: bodiesOf(rules) }),
    onSuccess: (answer) => client.setQueryData(mappingQuery(project).queryKey, answer),
  })
  const add = (key: string) => {
    setRules([...rules, newRule(nextId, key)])
    setNextId(nextId + 1)
  }
  const replace = (rule: Rule) => setRules(rules.map((each) => (each.id === rule.id ? rule : each)))
  const move = (index: number, by: -1 | 1) => {
    const next = [...rules]
    const [rule] = next.splice(index, 1)
    if (rule !== undefined) next.splice(index + by, 0, rule)
    setRules(next)
  }
  const isReady = rules.every((rule) => rule.attribute.trim() !== '')
  return (
    <>
      <section className="flex flex-col gap-3">
        <RulesHead />
        <ol className="flex flex-col gap-2">
          {rules.map((rule, index) => (
            <li key={rule.id} className="flex flex-wrap items-end gap-2">
              <TextField
                label={t('mapping.attribute')}
                value={rule.attribute}
                onChange={(attribute) => replace({ ...rule, attribute })}
                className="min-w-56 flex-1"
              />
              <Choice<MappedField>
                label={t('mapping.field')}
                value={rule.field}
                options={MAPPED_FIELDS.map((id) => ({ id, text: id }))}
                onChange={(field) => replace({ ...rule, field })}
              />
              <TextField
                label={t('mapping.scope')}
                placeholder={t('mapping.anyScope')}
                value={rule.scope ?? ''}
                onChange={(scope) => replace({ ...rule, scope: scope === '' ? null : scope })}
                className="min-w-40"
              />
              <span className="flex">
                <IconButton
                  icon={ArrowUp}
                  label={t('mapping.up', { attribute: rule.attribute })}
                  isDisabled={index === 0}
                  onPress={() => move(index, -1)}
                />
                <IconButton
                  icon={ArrowDown}
                  label={t('mapping.down', { attribute: rule.attribute })}
                  isDisabled={index === rules.length - 1}
                  onPress={() => move(index, 1)}
                />
                <IconButton
                  icon={X}
                  label={t('mapping.remove', { attribute: rule.attribute })}
                  onPress={() => setRules(rules.filter((each) => each.id !== rule.id))}
                />
              </span>
            </li>
          ))}
        </ol>
        {rules.length === 0 && <p className="text-muted">{t('mapping.none')}</p>}
        <div className="flex flex-wrap gap-2">
          <Button changes onPress={() => add('')}>
            {t('mapping.add')}
          </Button>
          <Button
            changes
            isDisabled={!isReady || start.isPending}
            onPress={() =>
              start.mutate(
                { action: 'rederive', dry_run: true, draft_rules: bodiesOf(rules) },
                { onSuccess: setPreview },
              )
            }
          >
            {t('prices.preview')}
          </Button>
          <Button look="primary" changes isDisabled={!isReady || save.isPending} onPress={() => save.mutate()}>
            {t('mapping.save')}
          </Button>
        </div>
        {start.isError && <ErrorState title={t('prices.jobFailed')} error={start.error} />}
        {preview !== undefined && <HistoryJob key={preview.id} project={project} started={preview} />}
        {save.isError && <ErrorState title={t('mapping.saveFailed')} error={save.error} />}
        {save.isSuccess && <p role="status">{t('mapping.saved')}</p>}
      </section>
      <MappingTest project={project} span={span} rules={isReady ? bodiesOf(rules) : []} onPick={add} />
    </>
  )
}

function RulesHead() {
  const { t } = useTranslation()
  return (
    <>
      <h2 className="text-lg">{t('mapping.rules')}</h2>
      <p className="text-muted">{t('mapping.lead')}</p>
    </>
  )
}

/** As of a project without rules: what is said of that, and the buttons. */
function RulesPending() {
  return (
    <div data-pending="" className="flex max-w-4xl flex-col gap-6">
      <section className="flex flex-col gap-3">
        <RulesHead />
        <div />
        <Skeleton className="h-5 w-1/2" />
        <Skeleton className="h-8 w-80" />
      </section>
    </div>
  )
}

function newRule(id: number, attribute: string): Rule {
  return { id, attribute, field: guessField(attribute), scope: null }
}

function bodiesOf(rules: readonly Rule[]): MappingBody['rules'] {
  return rules.map(({ attribute, field, scope }) => ({ attribute: attribute.trim(), field, scope: scope ?? null }))
}
