// The frame in the browser: on a wide screen the sidebar stands, on a phone it slides over the page.
'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import type { SidebarFacts } from '#app/_data/read-sidebar.ts'
import type { Theme } from '#app/_view/theme.ts'
import { Sidebar } from './sidebar.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

export function Shell({
  repositories,
  theme,
  children,
}: SidebarFacts & { readonly theme: Theme | undefined; readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  const path = usePathname()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer.
  useEffect(() => setOpen(false), [path])
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <header className="flex items-center gap-3 border-b border-line px-3 py-2 md:hidden">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls="sidebar"
          onClick={() => setOpen(!isOpen)}
          className="rounded border border-line px-2 py-1 text-sm"
        >
          Menu
        </button>
        <Link href="/" className="font-semibold">
          Sparky
        </Link>
      </header>
      <aside
        id="sidebar"
        className={`${isOpen ? 'flex' : 'hidden'} absolute inset-x-0 top-[45px] bottom-0 z-20 flex-col border-r border-line bg-surface md:static md:flex md:w-64 md:shrink-0`}
      >
        <div className="hidden items-center justify-between px-4 py-3 md:flex">
          <Link href="/" className="font-semibold tracking-tight">
            Sparky
          </Link>
        </div>
        <Sidebar repositories={repositories} path={path} />
        <footer className="flex items-center justify-between border-t border-line px-4 py-2 text-sm text-muted">
          <Link href="/status" className="hover:text-text">
            Status
          </Link>
          <ThemeSwitch theme={theme} />
        </footer>
      </aside>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">{children}</div>
    </div>
  )
}
