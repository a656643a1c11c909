// The command that a reader can run to get the same facts.
import { CopyButton } from './copy-button.tsx'

export function ReceiptLine({ command, kind }: { readonly command: string; readonly kind?: string }) {
  if (command === '') return null
  return (
    <div className="rounded-md border border-line bg-raised px-3 py-2">
      <div className="flex items-center justify-between gap-2">
        <span className="text-xs text-muted">Receipt{kind === undefined ? '' : ` (${kind})`}</span>
        <CopyButton text={command} />
      </div>
      <pre className="mt-1 max-h-60 overflow-auto whitespace-pre-wrap break-words font-mono text-xs">{command}</pre>
    </div>
  )
}
