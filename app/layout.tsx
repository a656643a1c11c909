// The frame of every page: repositories and conversations at the left, the page beside them.
import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { readSidebar } from '#app/_data/read-sidebar.ts'
import { reportFailure } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'
import { ErrorNote } from './_components/error-note.tsx'
import { Shell } from './_components/shell.tsx'
import { readTheme, THEME_COOKIE } from './_view/theme.ts'
import './globals.css'

export const dynamic = 'force-dynamic'

export const metadata: Metadata = {
  title: { default: 'Sparky', template: '%s · Sparky' },
  description: 'Chat with your repositories, their code and whole history; every claim is checked against git.',
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1, viewportFit: 'cover' }

export default async function Layout({ children }: { readonly children: ReactNode }) {
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value)
  const sidebar = await getWorkspace()
    .then(readSidebar)
    .catch((error: unknown) => reportFailure(error))
  return (
    <html lang="en" data-theme={theme}>
      <body>
        {'code' in sidebar ? (
          <main className="mx-auto max-w-xl p-8">
            <h1 className="mb-4 text-lg font-semibold">Sparky cannot start</h1>
            <ErrorNote error={sidebar} />
          </main>
        ) : (
          <Shell {...sidebar} theme={theme}>
            {children}
          </Shell>
        )}
      </body>
    </html>
  )
}
