// Makes text from a repository harmless as data: no token of a chat template survives, nothing invisible stays hidden.

/** Openings and closings of special tokens: `<|im_end|>`, `<｜User｜>` (with the full-width bar), `<<SYS>>`. */
const SPECIAL_OPEN = /<(?=[|｜])/g
const SPECIAL_CLOSE = /(?<=[|｜])>/g
const LLAMA_SYSTEM = /<<(\/?SYS)>>/gi

/** Bracketed control tokens of the Mistral family. */
const BRACKETED =
  /\[(\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|ARGS|CALL_ID|THINK|IMG|PREFIX|MIDDLE|SUFFIX))\]/gi

/** Tags that a template or an agent loop reads as turns, thoughts or tool calls. */
const TAGS =
  /<(\/?(?:antml:)?(?:think|thinking|thought|reasoning|answer|tool|tools|tool_calls?|tool_responses?|tool_results?|tool_code|function|functions|function_calls?|function_results?|invoke|parameter|start_of_turn|end_of_turn|start_of_image|bos|eos|pad|unk|mask|s|sep|cls|system|assistant|user|human|developer|im_start|im_end|endoftext|begin_of_text|end_of_text|start_of_role|end_of_role)(?:[\s=/:][^<>]{0,200})?)>/gi

/**
 * Characters that change what is seen or hide it: control characters (but not tab and line breaks), marks and overrides of
 * writing direction, zero-width spaces, tags and the supplementary variation selectors. The joiners of emoji and of
 * Persian writing stay.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that it looks for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu

/**
 * The same text, safe to stand in a prompt or on a page: angle brackets of special tokens become `‹ ›`, square ones
 * `⟦ ⟧`, and a hidden character its number, `[U+202E]`. Lines and everything else stay as they are.
 */
export function neutralise(text: string): string {
  return revealHidden(text)
    .replace(SPECIAL_OPEN, '‹')
    .replace(SPECIAL_CLOSE, '›')
    .replace(LLAMA_SYSTEM, '‹‹$1››')
    .replace(BRACKETED, '⟦$1⟧')
    .replace(TAGS, '‹$1›')
}

/** The same text with every hidden character as its number, `[U+202E]`: what a reader sees is all there is. */
export function revealHidden(text: string): string {
  return text.replace(HIDDEN, nameCharacter)
}

function nameCharacter(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`
}
