import { Children, isValidElement, type ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { directionOf } from '../model/direction.ts'
import { useTranslation } from '../ui/i18n.ts'

/**
 * Markdown from a stranger: raw HTML stays text, remote pictures become links that nothing follows by itself, and
 * each block runs in its own direction. Loaded only when a message needs it.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="flex flex-col gap-2 text-md break-words [overflow-wrap:anywhere]">
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  )
}

type BlockProps = { children?: ReactNode }

const COMPONENTS: Components = {
  p: ({ children }) => <p dir={blockDirection(children)}>{children}</p>,
  li: ({ children }) => <li dir={blockDirection(children)}>{children}</li>,
  h1: ({ children }) => <Heading size="text-lg">{children}</Heading>,
  h2: ({ children }) => <Heading size="text-lg">{children}</Heading>,
  h3: ({ children }) => <Heading size="text-md">{children}</Heading>,
  h4: ({ children }) => <Heading size="text-md">{children}</Heading>,
  h5: ({ children }) => <Heading size="text-md">{children}</Heading>,
  h6: ({ children }) => <Heading size="text-md">{children}</Heading>,
  blockquote: ({ children }) => (
    <blockquote dir={blockDirection(children)} className="border-s-2 border-control ps-3 text-muted">
      {children}
    </blockquote>
  ),
  ul: ({ children }) => (
    <ul dir={blockDirection(children)} className="list-disc px-5">
      {children}
    </ul>
  ),
  ol: ({ children, start }) => (
    <ol dir={blockDirection(children)} start={start} className="list-decimal px-5">
      {children}
    </ol>
  ),
  table: ({ children }) => (
    <div className="overflow-x-auto">
      <table className="border-collapse text-sm">{children}</table>
    </div>
  ),
  th: ({ children }) => (
    <th dir={blockDirection(children)} className="border border-line px-2 py-1 text-start">
      {children}
    </th>
  ),
  td: ({ children }) => (
    <td dir={blockDirection(children)} className="border border-line px-2 py-1 text-start">
      {children}
    </td>
  ),
  pre: ({ children }) => (
    <pre dir="ltr" className="overflow-x-auto rounded-control bg-subtle p-2 font-mono text-xs">
      {children}
    </pre>
  ),
  code: ({ children }) => (
    <code dir="ltr" className="rounded-control bg-subtle px-1 font-mono text-[0.9em]">
      {children}
    </code>
  ),
  a: ({ children, href }) => (
    <a href={href} target="_blank" rel="noreferrer noopener" className="text-link underline">
      {children}
    </a>
  ),
  img: ({ alt, src }) => <PictureLink alt={alt} src={typeof src === 'string' ? src : undefined} />,
}

/** Headings of a message are not headings of our page: the outline stays ours. */
function Heading({ children, size }: BlockProps & { size: string }) {
  return (
    <p dir={blockDirection(children)} className={`font-bold ${size}`}>
      {children}
    </p>
  )
}

function PictureLink({ alt, src }: { alt: string | undefined; src: string | undefined }) {
  const { t } = useTranslation()
  return (
    <a href={src} target="_blank" rel="noreferrer noopener" className="text-link underline">
      {t('trace.message.pictureLink', { name: alt || src || '' })}
    </a>
  )
}

function blockDirection(children: ReactNode): 'ltr' | 'rtl' {
  return directionOf(textIn(children))
}

function textIn(children: ReactNode): string {
  return Children.toArray(children)
    .map((child) => {
      if (typeof child === 'string' || typeof child === 'number') return String(child)
      if (!isValidElement<BlockProps>(child) || child.type === COMPONENTS.code) return ''
      return textIn(child.props.children)
    })
    .join(' ')
}
