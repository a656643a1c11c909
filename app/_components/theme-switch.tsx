// Chooses light, dark, or what the system says; the choice is kept in a cookie, so that a reload does not flash.
'use client'
import { useState } from 'react'
import { THEME_COOKIE, type Theme } from '#app/_view/theme.ts'

const NEXT = { system: 'light', light: 'dark', dark: 'system' } as const
const YEAR_S = 31_536_000

export function ThemeSwitch({ theme }: { readonly theme: Theme | undefined }) {
  const [chosen, setChosen] = useState<keyof typeof NEXT>(theme ?? 'system')
  const change = () => {
    const next = NEXT[chosen]
    setChosen(next)
    if (next === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = next
    // biome-ignore lint/suspicious/noDocumentCookie: the newer interface is missing in Firefox and Safari.
    document.cookie = `${THEME_COOKIE}=${next}; path=/; samesite=strict; max-age=${next === 'system' ? 0 : YEAR_S}`
  }
  return (
    <button type="button" onClick={change} className="hover:text-text" title="Change the theme">
      Theme: {chosen}
    </button>
  )
}
