// What a setting of a model says: `none`, `embedded`, or a server and perhaps one of its models.

export type ModelSetting =
  | { readonly kind: 'none' }
  | { readonly kind: 'embedded' }
  | { readonly kind: 'server'; readonly server: string; readonly model: string | undefined }
  | { readonly kind: 'other'; readonly text: string }

/** Undefined for no setting. A server's address gets exactly one `/v1`. */
export function parseModelSetting(text: string | undefined): ModelSetting | undefined {
  if (text === undefined) return undefined
  if (text === 'none' || text === 'embedded') return { kind: text }
  if (!/^https?:\/\/./.test(text)) return { kind: 'other', text }
  const [address = '', ...name] = text.split('#')
  return { kind: 'server', server: baseAddress(address), model: name.length > 0 ? name.join('#') : undefined }
}

/** The address with exactly one `/v1` at its end. */
export function baseAddress(address: string): string {
  return `${address.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1`
}
