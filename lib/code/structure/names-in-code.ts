// Names as code writes them: with the owner in front, in quotes, with a receiver beside them.
import type { GrammarName } from './languages.ts'

export interface NameAndOwner {
  readonly name: string
  readonly owner?: string | undefined
}

/** A definition's name and whom it belongs to, when the code says so beside it. */
export function nameAndOwner({
  grammar,
  name,
  owner,
}: {
  readonly grammar: GrammarName
  readonly name: string
  readonly owner: string | undefined
}): NameAndOwner {
  const bare = copy(name)
  switch (grammar) {
    case 'cpp':
      return ofQualified(bare)
    case 'go':
      // `(r *Router[T])` → Router
      return { name: bare, owner: owner && /([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)?\)$/.exec(copy(owner))?.[1] }
    case 'javascript':
    case 'typescript':
    case 'tsx':
      return { name: bare.replace(/^["']|["']$/g, ''), owner: owner === undefined ? undefined : ofObject(copy(owner)) }
    case 'rust':
      // `foo::Bar<T>` → Bar
      return {
        name:
          withoutArguments(bare)
            .split('::')
            .at(-1)
            ?.replace(/^&?(?:'\w+\s+)?(?:mut\s+|dyn\s+)?/, '') ?? bare,
      }
    case 'ruby': {
      const parts = bare.replace(/^:/, '').split('::')
      return { name: parts.at(-1) ?? bare, owner: parts.at(-2) }
    }
    case 'powershell':
      return { name: bare.replace(/^\$/, '').replace(/^(?:global|script|local|private):/i, '') }
    default:
      return { name: bare }
  }
}

/** `A<T>::B::m` → m of B; `operator ==` stays whole. */
function ofQualified(name: string): NameAndOwner {
  const operator = /(?:^|::)\s*(operator\b[\s\S]*)$/.exec(name)
  const front = operator ? name.slice(0, operator.index) : name
  const parts = withoutArguments(front)
    .split('::')
    .map((part) => part.trim())
    .filter(Boolean)
  // `NORETURN die`: what stands before the name is a macro.
  const named = operator ? '' : (parts.pop() ?? '').split(/\s+/).at(-1)
  const sign = operator?.[1]?.replace(/\s+/g, ' ')
  const last = sign === undefined ? (named ?? '') : sign.replace(/ *\(\)[^(]*$/, '()').trim()
  const owner = parts.at(-1)
  return { name: last, ...(owner !== undefined && { owner }) }
}

/** `Foo.prototype` → Foo; what is exported or set on `this` belongs to the file. */
function ofObject(object: string): string | undefined {
  const parts = object.split('.').filter((part) => part !== 'prototype' && part !== '')
  const last = parts.at(-1)
  return last === undefined || /^(?:exports|module|this|self|window|globalThis)$/.test(last) || !/^[\w$]+$/.test(last)
    ? undefined
    : last
}

/** Without `<…>`, however deep. */
function withoutArguments(name: string): string {
  if (!name.includes('<')) return name
  let depth = 0
  let bare = ''
  for (const character of name) {
    if (character === '<') depth += 1
    else if (character === '>') depth = Math.max(0, depth - 1)
    else if (depth === 0) bare += character
  }
  return bare.trim()
}

/** At most this much of a name is a name. */
const NAME_CHARACTERS = 200

/** A copy, so that a name does not keep its whole file in memory. */
function copy(name: string): string {
  return Buffer.from(name.slice(0, NAME_CHARACTERS)).toString()
}
