import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { TextField } from '../../ui/TextField.tsx'
import type { ScoreTarget } from './ScoreForm.tsx'
import { useWriteScore } from './use-write-score.ts'

/** A note is a text score of this name, so that lists, filters and exports know it. */
export const NOTE = 'note'

/** What people have to say about a span: one note, which the next writer finds in the field and changes. */
export function NoteForm({ project, traceId, spanId, written }: ScoreTarget & { readonly written: string }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<string>()
  const text = draft ?? written
  const write = useWriteScore(project, traceId, () => setDraft(undefined))
  const canSave = text.trim() !== '' && text !== written && !write.isPending
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!canSave) return
    const about = { trace_id: traceId, span_id: spanId, source: 'annotation' } as const
    write.mutate({ name: NOTE, type: 'text', value: text, ...about })
  }
  return (
    <form onSubmit={submit} data-note="" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          label={t('trace.score.note')}
          value={text}
          onChange={setDraft}
          maxLength={10_000}
          className="min-w-32 grow"
        />
        <Button type="submit" isDisabled={!canSave}>
          {t('trace.score.saveNote')}
        </Button>
      </div>
      {write.isError && <ErrorState title={t('trace.score.noteFailed')} error={write.error} />}
      <span role="status" className="text-success text-xs">
        {write.isSuccess && t('trace.score.saved')}
      </span>
    </form>
  )
}
