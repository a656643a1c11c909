// The text of an answer: markdown without raw HTML and without anything loaded from elsewhere; markers become chips.
'use client'
import { type ComponentProps, type ReactNode, useMemo } from 'react'
import { defaultRehypePlugins, defaultRemarkPlugins, Streamdown } from 'streamdown'
import { htmlAsText } from '#app/_view/html-as-text.ts'
import { linkMarkers, MARKER_PREFIX } from '#app/_view/link-markers.ts'
import type { Citation } from '#lib/events.ts'

interface MarkdownProps {
  readonly text: string
  readonly citations: readonly Citation[]
  readonly streaming: boolean
  readonly onCitation: (citation: Citation) => void
  /** Opens what a number counts; absent when nothing was counted. */
  readonly onFigure?: (() => void) | undefined
}

/** Text from a repository may hold HTML: it is shown as text, and the plugin that would read it as HTML stays out. */
const REMARK_PLUGINS = [...Object.values(defaultRemarkPlugins), htmlAsText]
const REHYPE_PLUGINS = Object.entries(defaultRehypePlugins)
  .filter(([name]) => name !== 'raw')
  .map(([, plugin]) => plugin)

export function Markdown({ text, citations, streaming, onCitation, onFigure }: MarkdownProps) {
  const components = useMemo(
    () => ({
      a: ({ href, children }: ComponentProps<'a'>) => {
        const citation = citations.find(({ id }) => href === `${MARKER_PREFIX}${id}`)
        return citation ? (
          <Marker citation={citation} onOpen={onCitation} />
        ) : (
          <ForeignLink href={href}>{children}</ForeignLink>
        )
      },
      img: ({ alt }: ComponentProps<'img'>) => <span className="text-muted">[picture{alt ? `: ${alt}` : ''}]</span>,
      strong: ({ children }: ComponentProps<'strong'>) => <Figure onOpen={onFigure}>{children}</Figure>,
      pre: ({ children }: ComponentProps<'pre'>) => <pre>{children}</pre>,
      code: ({ children }: ComponentProps<'code'>) => <code>{children}</code>,
      table: ({ children }: ComponentProps<'table'>) => <table>{children}</table>,
      ul: ({ children }: ComponentProps<'ul'>) => <ul>{children}</ul>,
      ol: ({ children, start }: ComponentProps<'ol'>) => <ol start={start}>{children}</ol>,
      li: ({ children }: ComponentProps<'li'>) => <li>{children}</li>,
      blockquote: ({ children }: ComponentProps<'blockquote'>) => <blockquote>{children}</blockquote>,
    }),
    [citations, onCitation, onFigure],
  )
  return (
    <Streamdown
      className="answer"
      components={components}
      controls={false}
      isAnimating={streaming}
      mode={streaming ? 'streaming' : 'static'}
      remarkPlugins={REMARK_PLUGINS}
      rehypePlugins={REHYPE_PLUGINS}
    >
      {linkMarkers(text, citations)}
    </Streamdown>
  )
}

function Marker({ citation, onOpen }: { readonly citation: Citation; readonly onOpen: (citation: Citation) => void }) {
  return (
    <button
      type="button"
      data-citation={citation.id}
      title={citation.label}
      onClick={() => onOpen(citation)}
      className="mx-0.5 rounded bg-accent-soft px-1.5 text-xs font-medium text-accent hover:bg-accent hover:text-on-accent"
    >
      {citation.id}
    </button>
  )
}

/** A link of the text: where it leads is said, and it opens apart. */
function ForeignLink({ href, children }: { readonly href: string | undefined; readonly children: ReactNode }) {
  if (href === undefined || !/^(https?:|mailto:)/i.test(href)) return <span>{children}</span>
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline">
      {children}
    </a>
  )
}

/** A number is a link to what it counts. */
function Figure({ onOpen, children }: { readonly onOpen: (() => void) | undefined; readonly children: ReactNode }) {
  if (onOpen === undefined || !/\d/.test(String(children))) return <strong>{children}</strong>
  return (
    <button
      type="button"
      onClick={onOpen}
      title="Show what this counts"
      className="font-semibold underline decoration-line decoration-2 underline-offset-4 hover:decoration-accent"
    >
      {children}
    </button>
  )
}
