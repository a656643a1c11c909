// Which rules cut files into pieces: pieces cut by another version are cut again.

/** Raise it with every change of what a piece is, holds or is called. 0 stands for what was cut before versions were counted. */
export const CHUNKER_VERSION = 1
