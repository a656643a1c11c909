// Where a question is written: Enter sends, Shift+Enter breaks the line; while an answer is made it can be stopped.
'use client'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { QUESTION_LIMIT_CHARACTERS } from '#app/_view/limits.ts'

export interface ComposerProps {
  /** Resolves to whether the question was taken; if not, its text stays. */
  readonly onAsk: (question: string, revision: string | undefined) => Promise<boolean>
  /** Present while an answer is made. */
  readonly onStop?: (() => void) | undefined
  readonly placeholder?: string
}

export function Composer({ onAsk, onStop, placeholder = 'Ask about the code or its history' }: ComposerProps) {
  const [question, setQuestion] = useState('')
  const [revision, setRevision] = useState('')
  const [isSending, setSending] = useState(false)
  const canSend = question.trim() !== '' && !isSending && onStop === undefined
  const send = async () => {
    if (!canSend) return
    setSending(true)
    const taken = await onAsk(question.trim(), revision.trim() || undefined)
    setSending(false)
    if (taken) setQuestion('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  return (
    <form onSubmit={onSubmit} className="mx-auto w-full max-w-3xl px-4 pb-4">
      <div className="rounded-lg border border-line bg-surface focus-within:border-accent">
        <textarea
          aria-label="Question"
          value={question}
          onChange={(event) => setQuestion(event.target.value)}
          onKeyDown={onKeyDown}
          maxLength={QUESTION_LIMIT_CHARACTERS}
          placeholder={placeholder}
          rows={2}
          className="field-sizing-content block max-h-60 w-full resize-none bg-transparent px-3 pt-3 outline-none placeholder:text-muted"
        />
        <div className="flex items-center justify-between gap-3 px-3 pb-2">
          <label className="flex min-w-0 items-center gap-2 text-xs text-muted">
            As of
            <input
              value={revision}
              onChange={(event) => setRevision(event.target.value)}
              placeholder="now"
              title="A branch, tag, commit or date: the answer is about the repository as it was then"
              className="w-32 min-w-0 rounded border border-line bg-transparent px-2 py-0.5 text-text placeholder:text-muted"
            />
          </label>
          {onStop ? (
            <button
              type="button"
              onClick={onStop}
              className="rounded-md border border-line px-3 py-1 text-sm font-medium hover:border-bad hover:text-bad"
            >
              Stop
            </button>
          ) : (
            <button
              type="submit"
              disabled={!canSend}
              className="rounded-md bg-accent px-3 py-1 text-sm font-medium text-on-accent disabled:opacity-40"
            >
              Ask
            </button>
          )}
        </div>
      </div>
    </form>
  )
}
