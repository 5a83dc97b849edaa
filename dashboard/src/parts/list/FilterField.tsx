import { FilterInput, useFilterDraft } from './FilterInput.tsx'

/** A filter as text, for lists without facets. */
export function FilterField({ text, onCommit }: { text: string; onCommit: (text: string) => void }) {
  const draft = useFilterDraft(text, onCommit)
  return (
    <FilterInput
      draft={draft}
      field={{
        onChange: (event) => draft.write(event.target.value),
        onKeyDown: (event) => event.key === 'Escape' && draft.revert(),
      }}
    />
  )
}
