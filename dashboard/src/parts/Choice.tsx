import { useId } from 'react'

export interface ChoiceProps<Id extends string> {
  readonly label: string
  readonly value: Id
  readonly options: readonly { readonly id: Id; readonly text: string }[]
  readonly onChange: (id: Id) => void
  readonly hideLabel?: boolean
  readonly isDisabled?: boolean
}

/** One of a few, by the browser's own list: every keyboard, screen reader and phone knows it. */
export function Choice<Id extends string>(props: ChoiceProps<Id>) {
  const { label, value, options, onChange, hideLabel = false, isDisabled = false } = props
  const id = useId()
  return (
    <span className="flex flex-col gap-1">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-muted text-xs'}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={isDisabled}
        onChange={(event) => {
          const chosen = options.find((option) => option.id === event.target.value)
          if (chosen !== undefined) onChange(chosen.id)
        }}
        className="h-8 rounded-control border border-control bg-bg px-2 text-fg text-sm pointer-coarse:h-11"
      >
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.text}
          </option>
        ))}
      </select>
    </span>
  )
}
