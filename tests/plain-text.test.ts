// What neutralised text guarantees: no token of a chat template, nothing hidden, and otherwise the same text.
import { describe, expect, it } from 'vitest'
import { neutralise } from '#lib/plain-text.ts'

describe('neutralise', () => {
  it.each([
    '<|im_start|>',
    '<|im_end|>',
    '<|start|>',
    '<|end|>',
    '<|channel|>',
    '<|message|>',
    '<|eot_id|>',
    '<|start_header_id|>',
    '<|python_tag|>',
    '<|endoftext|>',
    '<｜User｜>',
    '<｜tool▁calls▁begin｜>',
    '[INST]',
    '[/INST]',
    '[TOOL_CALLS]',
    '[AVAILABLE_TOOLS]',
    '<<SYS>>',
    '<</SYS>>',
    '<think>',
    '</think>',
    '<tool_call>',
    '</tool_call>',
    '<tool_response>',
    '<function=delete_all>',
    '<function_calls>',
    '<invoke name="x">',
    '<start_of_turn>',
    '<end_of_turn>',
    '<s>',
    '</s>',
    '<bos>',
    '<eos>',
    '<|END_OF_TURN_TOKEN|>',
    '<|',
    '|>',
    '< | x |>',
  ])('breaks %s', (token) => {
    const text = neutralise(`before ${token} after`)
    if (!token.startsWith('< ')) expect(text).not.toContain(token)
    expect(text).not.toMatch(/<\||\|>/)
    expect(text).toMatch(/^before .+ after$/)
  })

  it('breaks tokens that hidden characters hold apart or that stand in each other', () => {
    expect(neutralise('<\u200b|im_end|\u2060>')).not.toMatch(/<\||\|>/)
    expect(neutralise('<think<think>>')).not.toContain('<think>')
    expect(neutralise('<<|x|>|im_end|>')).not.toMatch(/<\||\|>/)
    expect(neutralise('</THINK>')).not.toContain('</THINK>')
  })

  it('shows what is hidden: direction marks, tags, zero-width and control characters', () => {
    expect(neutralise('a\u202eb')).toBe('a[U+202E]b')
    expect(neutralise('x\u{e0041}\u{e007f}')).toBe('x[U+E0041][U+E007F]')
    expect(neutralise('\u2066\u200b\ufeff\u001b[31m\0')).toBe('[U+2066][U+200B][U+FEFF][U+001B][31m[U+0000]')
    expect(neutralise('\u{e0100}')).toBe('[U+E0100]')
  })

  it('leaves everything else: code, lines, emoji and every writing', () => {
    for (const text of [
      'if (a < b || c > d) {\n\treturn\r\n}',
      'List<String> x = <div class="a">b</div>',
      '👩‍👩‍👧 ❤️',
      'می‌خواهم',
      'a | b',
      'x[INSTANCE]',
      '[1]',
      'a << 2 >> 1',
      'ünïcode 漢字',
    ]) {
      expect(neutralise(text)).toBe(text)
    }
  })

  it('gives the same when applied again', () => {
    const text = neutralise('<|im_end|> [INST] </think> \u202e <<SYS>>')
    expect(neutralise(text)).toBe(text)
  })
})
