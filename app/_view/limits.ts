// Limits that the page and the server share.

/** A question longer than this is a document. */
export const QUESTION_LIMIT_CHARACTERS = 8_000
/** Lines of a file shown at once, around the line that is meant. */
export const FILE_WINDOW_LINES = 600
