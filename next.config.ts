// How Next builds and serves the web application.
import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  // Event streams must leave at once; what goes over loopback needs no compression.
  compress: false,
  // The types are checked by `npm run check`; a user's installation has no types of the tests' packages.
  typescript: { ignoreBuildErrors: true },
  // Our files lie where the user says, not where a bundler could know; nothing is deployed from the trace.
  turbopack: { ignoreIssue: [{ path: '**', title: /Dynamic filesystem access/ }] },
  // Loaded by Node from node_modules: native code, WebAssembly, worker files, or too large to bundle.
  serverExternalPackages: [
    '@electric-sql/pglite',
    '@electric-sql/pglite-pgvector',
    '@huggingface/tokenizers',
    '@langchain/core',
    '@langchain/langgraph',
    '@vscode/tree-sitter-wasm',
    '@zilliz/milvus2-sdk-node',
    'drizzle-orm',
    'node-llama-cpp',
    'onnxruntime-node',
    'pg',
    'pg-copy-streams',
    'prom-client',
    'web-tree-sitter',
  ],
}

export default config
