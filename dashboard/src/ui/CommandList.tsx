import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { SearchField } from 'react-aria-components/SearchField'

export type ListedCommand = { readonly id: string; readonly text: string; readonly group: string }

export type CommandListProps<C extends ListedCommand> = {
  label: string
  placeholder: string
  emptyText: string
  text: string
  onText: (text: string) => void
  commands: readonly C[]
  groupText: (group: C['group']) => string
  onRun: (command: C) => void
}

/** A field and the commands that match it: arrow keys move, Enter runs, the focus stays in the field. */
export function CommandList<C extends ListedCommand>(props: CommandListProps<C>) {
  const { commands, groupText, onRun } = props
  return (
    <Autocomplete inputValue={props.text} onInputChange={props.onText}>
      <SearchField autoFocus className="flex flex-col">
        <Label className="sr-only">{props.label}</Label>
        <Input
          dir="auto"
          placeholder={props.placeholder}
          className="h-10 rounded-control border border-control bg-bg px-3 text-md text-fg placeholder:text-faint"
        />
      </SearchField>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
      <section aria-label={props.label} tabIndex={0} className="mt-2 max-h-[50vh] overflow-y-auto">
        <ListBox
          aria-label={props.label}
          items={commands}
          renderEmptyState={() => <p className="p-4 text-center text-muted">{props.emptyText}</p>}
          onAction={(key) => {
            const command = commands.find(({ id }) => id === key)
            if (command !== undefined) onRun(command)
          }}
          className="outline-none"
        >
          {(command) => (
            <ListBoxItem
              id={command.id}
              textValue={command.text}
              className="flex min-h-8 cursor-pointer items-center justify-between gap-3 rounded-control px-2 outline-none data-focused:bg-selected pointer-coarse:min-h-11"
            >
              <bdi>{command.text}</bdi>
              <span className="text-xs text-muted">{groupText(command.group)}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </section>
    </Autocomplete>
  )
}
