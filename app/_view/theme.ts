// The theme that a person chose; without a choice the system decides.

export const THEME_COOKIE = 'sparky-theme'
export type Theme = 'light' | 'dark'

export function readTheme(value: string | undefined): Theme | undefined {
  return value === 'light' || value === 'dark' ? value : undefined
}
