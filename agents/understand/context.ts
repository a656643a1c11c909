// What the understanding of a question may ask about a repository: small look-ups, nothing else.

export interface PathMatch {
  readonly path: string
  readonly isFolder: boolean
  /** How well it fits: `exact`, `suffix`, `stem` …; absent where nothing tells. */
  readonly fit?: string
  /** False for a path that history knows but the revision does not have. */
  readonly existsNow: boolean
}

export interface PersonMatch {
  readonly id: number
  readonly name: string
  /** 1 for an exact name or address, less for a part or a near spelling. */
  readonly score: number
  readonly commits?: number
}

export interface CommitMatch {
  readonly oid: string
  readonly subject: string
}

export interface UnderstandContext {
  /** Paths that exist or ever existed and fit a full or partial spelling, best first; folders too. */
  paths(text: string): Promise<readonly PathMatch[]>
  /** People whose name, alias or address fits, best first. */
  people(text: string): Promise<readonly PersonMatch[]>
  /** Short names of branches and tags. */
  refs(): Promise<readonly { readonly name: string; readonly kind: 'branch' | 'tag'; readonly createdAtS: number }[]>
  /** The commit that an abbreviated or full sha names. */
  commit(sha: string): Promise<CommitMatch | undefined>
  /** Commits whose subject is, or begins with, or contains the text; best first. */
  commitBySubject(text: string): Promise<readonly CommitMatch[]>
  /** The spelling of a definition of this name in any case; undefined when there is none. */
  symbol?(name: string): Promise<string | undefined>
  readonly repositoryName?: string
  /** Unix time in seconds that "today" means. */
  readonly nowS: number
}
