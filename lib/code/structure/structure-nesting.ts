// Puts definitions in order and gives each the one that it stands in.
import type { Definition, DefinitionKind } from './structure.ts'

/** A definition by its place in the text, before it knows its parent. */
export interface PlacedDefinition extends Omit<Definition, 'parent'> {
  /** Offsets in characters. */
  readonly start: number
  readonly end: number
  /** A parent that is named, not around it: the receiver of a method in Go. */
  readonly owner?: string | undefined
}

const CALLABLE: ReadonlySet<DefinitionKind> = new Set(['function', 'method', 'macro'])
const OWNERS: ReadonlySet<DefinitionKind> = new Set(['class', 'struct', 'interface', 'trait', 'enum', 'implementation'])
const VALUES: ReadonlySet<DefinitionKind> = new Set(['constant', 'variable', 'field'])

/** In order; what only lives while a function runs is left out. */
export function nest(placed: readonly PlacedDefinition[]): readonly Definition[] {
  const sorted = placed.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const around: PlacedDefinition[] = []
  return sorted.flatMap(({ start, end, owner, ...definition }) => {
    while (around.length > 0 && (around.at(-1)?.end ?? 0) <= start) around.pop()
    // `int x, y`: neither stands in the other.
    const parent = around.findLast((outer) => outer.start !== start || outer.end !== end)
    if (parent && CALLABLE.has(parent.kind) && VALUES.has(definition.kind)) return []
    around.push({ start, end, ...definition })
    const parentName = owner ?? parent?.name
    const isMember = owner !== undefined || (parent !== undefined && OWNERS.has(parent.kind))
    const kind = isMember ? memberKind(definition.kind) : definition.kind
    return { ...definition, kind, ...(parentName !== undefined && { parent: parentName }) }
  })
}

function memberKind(kind: DefinitionKind): DefinitionKind {
  if (kind === 'function') return 'method'
  return kind === 'variable' ? 'field' : kind
}
