import clsx from 'clsx'
import { FieldError } from 'react-aria-components/FieldError'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { type TextFieldProps as AriaProps, TextField as AriaTextField } from 'react-aria-components/TextField'

export type TextFieldProps = Omit<AriaProps, 'className' | 'style' | 'children'> & {
  label: string
  hideLabel?: boolean
  hint?: string
  error?: string | undefined
  placeholder?: string
  className?: string
}

export function TextField({ label, hideLabel, hint, error, placeholder, className, ...rest }: TextFieldProps) {
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={clsx('flex flex-col gap-1', className)}>
      <Label className={hideLabel ? 'sr-only' : 'text-xs text-muted'}>{label}</Label>
      <Input
        dir="auto"
        placeholder={placeholder ?? ''}
        className="h-8 rounded-control border border-control bg-bg px-2 text-sm text-fg placeholder:text-faint data-invalid:border-error-mark pointer-coarse:h-11"
      />
      {hint !== undefined && (
        <Text slot="description" className="text-xs text-muted">
          {hint}
        </Text>
      )}
      <FieldError className="text-xs text-error">{error}</FieldError>
    </AriaTextField>
  )
}
