import { type ReactNode, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { Splitter } from '../../ui/Splitter.tsx'

const WIDTH_KEY = 'vitrine.peek.width'
const LEAST_PX = 380
/** Of the window: the list keeps the rest. */
const USUAL_SHARE = 0.55

/** The place beside the list, of a width that is remembered; on a narrow screen it covers the page. */
export function PeekFrame({ isWhole, children }: { isWhole: boolean; children: ReactNode }) {
  const { t } = useTranslation()
  const [width, setWidth] = useState(
    () => Number(localStorage.getItem(WIDTH_KEY)) || Math.round(innerWidth * USUAL_SHARE),
  )
  if (isWhole) {
    return <div className="fixed inset-0 z-30 overflow-y-auto bg-bg p-2">{children}</div>
  }
  const most = Math.max(LEAST_PX, innerWidth - 560)
  return (
    <>
      <Splitter
        label={t('list.peekWidth')}
        value={Math.min(width, most)}
        min={LEAST_PX}
        max={most}
        isReversed
        onChange={(next) => {
          setWidth(next)
          localStorage.setItem(WIDTH_KEY, String(next))
        }}
      />
      <div className="flex min-h-0 shrink-0 flex-col" style={{ inlineSize: Math.min(width, most) }}>
        {children}
      </div>
    </>
  )
}
