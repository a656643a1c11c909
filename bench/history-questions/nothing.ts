// The answer that there is no such thing, and things that never were.
import type { Answer } from './kind.ts'
import { ofAuthor } from './subjects.ts'
import type { World } from './world.ts'

export const EXPECT = ['not', 'no ', 'never', 'cannot', "n't", 'unable']
/** Many ids may stand beside a "no": the revision that was searched, and those of the true thing that the question got wrong. */
export const none = (world: World, ignore: readonly string[] = []): Answer => ({
  type: 'none',
  value: null,
  expect: EXPECT,
  ignore: [...new Set([world.head, ...ignore])],
})
export const ofPath = (world: World, path: unknown) => (world.byPath.get(String(path)) ?? []).map(({ sha }) => sha)
export const shasOf = (world: World, name: unknown) => ofAuthor(world, name).map(({ sha }) => sha)

export const FIRST_NAMES = ['Ottilie', 'Bartholomew', 'Xiomara', 'Thaddeus', 'Ingeborg', 'Caspian']
export const LAST_NAMES = ['Quillfeather', 'Vandersloot', 'Brimblecombe', 'Okonkwo-Reyes', 'Thistlewood', 'Zabriskie']
export const INVENTED = [
  'flux_capacitor',
  'legacyTurboMode',
  'quantum_retry_policy',
  'shadowRouterCache',
  'hyper_scan_budget',
  'ghostPaneWidget',
]

/** Commits with one parent. */
export const ordinary = (world: World) => world.commits.filter(({ parents }) => parents.length === 1)
