// What the vLLM of the tests is started with and must tell of itself.

/** Prompt and answer together; the model itself reads 8,192. */
export const VLLM_CONTEXT_TOKENS = 4096
