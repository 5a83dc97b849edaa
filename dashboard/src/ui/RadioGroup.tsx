import { Label } from 'react-aria-components/Label'
import { RadioGroup as AriaRadioGroup, Radio } from 'react-aria-components/RadioGroup'

export type RadioGroupProps = {
  label: string
  value: string
  onChange: (value: string) => void
  options: readonly { id: string; text: string }[]
}

export function RadioGroup({ label, value, onChange, options }: RadioGroupProps) {
  return (
    <AriaRadioGroup value={value} onChange={onChange} className="flex flex-col gap-1">
      <Label className="text-xs text-muted">{label}</Label>
      <div className="flex flex-wrap gap-2">
        {options.map(({ id, text }) => (
          <Radio
            key={id}
            value={id}
            className="flex h-8 cursor-pointer items-center rounded-control border border-control px-3 data-focus-visible:outline-2 data-focus-visible:outline-offset-2 data-focus-visible:outline-focus data-hovered:bg-hover data-selected:border-accent data-selected:bg-selected data-selected:font-bold pointer-coarse:h-11"
          >
            <bdi>{text}</bdi>
          </Radio>
        ))}
      </div>
    </AriaRadioGroup>
  )
}
