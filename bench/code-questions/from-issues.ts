// Makes questions from issues and the patches that closed them: the text of the issue is answered by the source files of the patch.
// node bench/code-questions/from-issues.ts ISSUES.json --repo OWNER/NAME [--count 20] [--seed 1] > QUESTIONS.jsonl
// ISSUES.json: [{instance_id, repo, base_commit, problem_statement, patch}]; the texts are others' and stay outside of the tree.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createRandom } from '../history-questions/random.ts'

const Issue = z.looseObject({
  instance_id: z.string(),
  repo: z.string(),
  base_commit: z.string(),
  problem_statement: z.string(),
  patch: z.string(),
})

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repo: { type: 'string', default: '' },
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
})
const issues = z.array(Issue).parse(JSON.parse(readFileSync(positionals[0] ?? '', 'utf8')))
const chosen = createRandom(`${values.seed} ${values.repo}`)
  .shuffled(issues.filter(({ repo }) => repo === values.repo))
  .slice(0, Number(values.count))
for (const issue of chosen) {
  const gold = [...issue.patch.matchAll(/^--- a\/(.+)$/gm)].map(([, path]) => path ?? '')
  if (gold.length === 0) continue
  const { instance_id: id, repo, base_commit: at, problem_statement: query } = issue
  process.stdout.write(`${JSON.stringify({ id, repo, at, query, gold })}\n`)
}
