// NUL-terminated tokens out of a stream of bytes, without copying what lies whole in one chunk.

export interface Token {
  /** Valid only until the next batch is asked for: it is a view into the chunk. */
  readonly bytes: Buffer
  /** True when the token was longer than the limit and the rest of it was dropped. */
  readonly cut: boolean
}

/** Longest token kept: no honest message, path or patch line comes near. */
const TOKEN_LIMIT_BYTES = 1024 * 1024

/** The tokens of each chunk in order; a last token without its NUL counts too. */
export async function* splitTokens(source: AsyncIterable<Buffer>): AsyncGenerator<readonly Token[]> {
  let rest: Buffer[] = []
  let restBytes = 0
  for await (const chunk of source) {
    const tokens: Token[] = []
    let start = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      const bytes = chunk.subarray(start, end)
      tokens.push(restBytes === 0 ? whole(bytes) : whole(Buffer.concat([...rest, bytes])))
      if (restBytes > 0) [rest, restBytes] = [[], 0]
      start = end + 1
    }
    // What exceeds the limit is dropped while it comes in, so that a message of 1 GB is never held.
    if (start < chunk.length && restBytes <= TOKEN_LIMIT_BYTES) {
      rest.push(chunk.subarray(start))
      restBytes += chunk.length - start
    }
    yield tokens
  }
  if (restBytes > 0) yield [whole(Buffer.concat(rest))]
}

function whole(bytes: Buffer): Token {
  return bytes.length > TOKEN_LIMIT_BYTES
    ? { bytes: bytes.subarray(0, TOKEN_LIMIT_BYTES), cut: true }
    : { bytes, cut: false }
}
