// Tags as releases: which are stable, which came before another, and which is the last.

export interface ReleaseTag {
  readonly name: string
  readonly createdAtS: number
}

/** `1.2`, `v1.2.3`, `core-2.0`; no pre-release, no nightly. */
export function isStable({ name }: Pick<ReleaseTag, 'name'>): boolean {
  return /^(?:[a-z]+[-/])?v?\d+(\.\d+)*$/i.test(name)
}

/** The stable release tagged last before this one. */
export function releaseBefore<Tag extends ReleaseTag>(name: string, tags: readonly Tag[]): Tag | undefined {
  const at = tags.find((tag) => tag.name === name)?.createdAtS
  return at === undefined ? undefined : newest(tags.filter((tag) => tag.createdAtS < at && tag.name !== name))
}

/** The stable release tagged last. */
export function newest<Tag extends ReleaseTag>(tags: readonly Tag[]): Tag | undefined {
  return tags
    .filter(isStable)
    .reduce<Tag | undefined>(
      (best, tag) => (best === undefined || tag.createdAtS > best.createdAtS ? tag : best),
      undefined,
    )
}

/** The stable release with the highest number, whenever it was tagged. */
export function highest<Tag extends ReleaseTag>(tags: readonly Tag[]): Tag | undefined {
  return tags
    .filter(isStable)
    .reduce<Tag | undefined>(
      (best, tag) => (best === undefined || compareNumbers(tag.name, best.name) > 0 ? tag : best),
      undefined,
    )
}

function compareNumbers(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => (name.match(/\d+/g) ?? []).map(Number))
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
