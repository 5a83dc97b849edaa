import { SCORE_TYPES, type ScoreType } from '@vitrine/schemas/api'
import { type FormEvent, useState } from 'react'
import { readScoreValue } from '../../model/score-value.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { TextField } from '../../ui/TextField.tsx'
import { Choice } from '../Choice.tsx'
import { useWriteScore } from './use-write-score.ts'

/** What a score is about. */
export interface ScoreTarget {
  readonly project: string
  readonly traceId: string
  readonly spanId: string
}

/** One more score by a person. The same name on the same target again changes the score that is there. */
export function ScoreForm({ project, traceId, spanId }: ScoreTarget) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [type, setType] = useState<ScoreType>('numeric')
  const [text, setText] = useState('')
  const [comment, setComment] = useState('')
  const [target, setTarget] = useState<'span' | 'trace'>('span')
  const value = readScoreValue(type, text)
  const write = useWriteScore(project, traceId, () => {
    setText('')
    setComment('')
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (value === undefined || name === '' || write.isPending) return
    write.mutate({
      name,
      type,
      value,
      trace_id: traceId,
      ...(target === 'span' ? { span_id: spanId } : {}),
      source: 'annotation',
      ...(comment === '' ? {} : { comment }),
    })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 rounded-card border border-line p-3">
      <h3 className="text-md">{t('trace.score.add')}</h3>
      <div className="flex flex-wrap items-end gap-2">
        <TextField label={t('trace.score.name')} value={name} onChange={setName} className="min-w-32 grow" />
        <Choice
          label={t('trace.score.type')}
          value={type}
          onChange={(next) => {
            setType(next)
            setText(next === 'boolean' ? 'true' : '')
          }}
          options={SCORE_TYPES.map((id) => ({ id, text: t(`trace.score.types.${id}`) }))}
        />
        {type === 'boolean' ? (
          <Choice
            label={t('trace.score.value')}
            value={text === 'false' ? 'false' : 'true'}
            onChange={setText}
            options={(['true', 'false'] as const).map((id) => ({ id, text: t(`trace.score.is.${id}`) }))}
          />
        ) : (
          <TextField
            label={t('trace.score.value')}
            value={text}
            onChange={setText}
            className="min-w-24 grow"
            error={text !== '' && value === undefined ? t('trace.score.notNumber') : undefined}
          />
        )}
        <Choice
          label={t('trace.score.target')}
          value={target}
          onChange={setTarget}
          options={(['span', 'trace'] as const).map((id) => ({ id, text: t(`trace.score.on.${id}`) }))}
        />
      </div>
      <TextField label={t('trace.score.comment')} value={comment} onChange={setComment} />
      {write.isError && <ErrorState title={t('trace.score.writeFailed')} error={write.error} />}
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" size="small" isDisabled={name === '' || value === undefined}>
          {t('trace.score.save')}
        </Button>
        <span role="status" className="text-success text-xs">
          {write.isSuccess && t('trace.score.saved')}
        </span>
      </div>
    </form>
  )
}
