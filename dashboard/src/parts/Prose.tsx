import { type ComponentType, use, useState } from 'react'
import { directionOf } from '../model/direction.ts'
import { cut } from '../model/preview.ts'
import { useTranslation } from '../ui/i18n.ts'
import { useFormat } from '../ui/use-format.ts'
import { placeOf, useFoundWords } from './found-words.ts'

type Renderer = ComponentType<{ readonly text: string }>

let renderer: Renderer | undefined
let loading: Promise<Renderer> | undefined

/** Beyond this many characters Markdown takes the page a quarter of a second and more. */
const MARKDOWN_CUT = 20_000

/** Plain text beyond this is shown in part until someone asks for the rest. */
const PLAIN_CUT = 100_000

/**
 * The renderer of Markdown, a chunk of its own. Whoever reads texts for `Prose` waits for it: were a text drawn plain
 * first and again as Markdown, its change of height would move what the reader is about to press. Without the chunk
 * (an old tab, a broken network) texts stay plain.
 */
export function loadMarkdown(): Promise<Renderer> {
  loading ??= import('./Markdown.tsx').then(
    ({ Markdown }) => (renderer = Markdown),
    () => (renderer = PlainText),
  )
  return loading
}

/** A message's text: Markdown where that is cheap, plain text where it is not, and the right direction per block. */
export function Prose({ text }: { text: string }) {
  const { t } = useTranslation()
  const [anyway, setAnyway] = useState(false)
  if (text.length <= MARKDOWN_CUT || anyway) {
    return <RenderedText text={text} />
  }
  return (
    <div>
      <PlainText text={text} />
      <button type="button" onClick={() => setAnyway(true)} className="mt-1 text-xs text-link underline">
        {t('trace.message.markdownAnyway')}
      </button>
    </div>
  )
}

function RenderedText({ text }: { text: string }) {
  const Markdown = renderer ?? use(loadMarkdown())
  return <Markdown text={text} />
}

/** Text as it came: every line finds its own direction, a huge text opens in steps. */
export function PlainText({ text, isCode = false }: { text: string; isCode?: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [wanted, setMost] = useState(PLAIN_CUT)
  const most = Math.max(wanted, placeOf(useFoundWords(), text) + 1_000)
  const glimpse = cut(text, most)
  const face = isCode ? 'font-mono text-xs' : 'text-md'
  return (
    <div>
      <div
        dir={isCode ? 'auto' : directionOf(text)}
        className={`whitespace-pre-wrap break-words [overflow-wrap:anywhere] ${face}`}
        style={isCode ? { unicodeBidi: 'plaintext' } : undefined}
      >
        {glimpse.text}
      </div>
      {glimpse.isCut && (
        <button type="button" onClick={() => setMost(most * 10)} className="mt-1 text-xs text-link underline">
          {t('trace.json.more', { count: glimpse.rest, n: format.number(glimpse.rest) })}
        </button>
      )}
    </div>
  )
}
