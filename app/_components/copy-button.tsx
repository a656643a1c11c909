// Copies a text and says that it did.
'use client'
import { useState } from 'react'

const SAY_SO_MS = 1_500

export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [said, setSaid] = useState<string>()
  const copy = async () => {
    // Browsers give the clipboard only to pages on this machine or over https.
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    )
    setSaid(done ? 'Copied' : 'Not allowed here')
    setTimeout(() => setSaid(undefined), SAY_SO_MS)
  }
  return (
    <button type="button" onClick={copy} className="text-xs text-muted hover:text-text">
      {said ?? label}
    </button>
  )
}
