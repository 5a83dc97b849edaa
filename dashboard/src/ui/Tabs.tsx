import type { ReactNode } from 'react'
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components/Tabs'

export type TabEntry = { id: string; title: ReactNode; content: ReactNode }

export type TabsProps = { label: string; selected: string; onSelect: (id: string) => void; tabs: readonly TabEntry[] }

export function Tabs({ label, selected, onSelect, tabs }: TabsProps) {
  return (
    <AriaTabs selectedKey={selected} onSelectionChange={(key) => onSelect(String(key))}>
      <TabList aria-label={label} className="flex overflow-x-auto border-b border-line">
        {tabs.map(({ id, title }) => (
          <Tab
            key={id}
            id={id}
            className="cursor-pointer border-b-2 border-transparent px-2 py-1.5 text-sm whitespace-nowrap text-muted data-hovered:text-fg data-selected:border-accent data-selected:font-bold data-selected:text-fg pointer-coarse:min-h-11"
          >
            {title}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="pt-3">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
