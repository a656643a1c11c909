// Copies a text and says that it did.
'use client'
import { useState } from 'react'

const SAY_SO_MS = 1_500

export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), SAY_SO_MS)
  }
  return (
    <button type="button" onClick={copy} className="text-xs text-muted hover:text-text">
      {copied ? 'Copied' : label}
    </button>
  )
}
