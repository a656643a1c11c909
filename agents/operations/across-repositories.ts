// One look-up in every repository: the same operation run on each, its results side by side.
import { z } from 'zod'
import { reportError } from '#lib/errors.ts'
import type { Row } from '#lib/events.ts'
import type {
  AskableRepository,
  Finding,
  Found,
  Operation,
  OperationContext,
  RegisteredOperation,
} from './operation.ts'
import { code, inline, mapMarkers, plural } from './wording.ts'

const Input = z.object({
  operation: z.string().min(1).max(60).describe('the operation to run on each repository'),
  input: z.record(z.string(), z.unknown()).describe('its input, the same for all'),
  repositories: z.array(z.string().max(200)).max(50).optional().describe('names; default: all'),
})
type Input = z.infer<typeof Input>

/** Repositories looked into by one question. */
const REPOSITORIES_LIMIT = 50
/** Looked into at the same time: each may start a git process. */
const AT_ONCE = 2
/** What has begun is finished; nothing more is begun after it. */
const TIME_LIMIT_MS = 20_000
/** Lines of the answer that each repository gets; its rows are complete. */
const LINES_SHOWN = 6
/** Rows and sources of one repository that are kept. */
const ROWS_KEPT = 20

interface Looked {
  readonly repository: AskableRepository
  readonly finding?: Finding
  /** Why it could not be looked into. */
  readonly failure?: string
}

/** @param find  Gives the other operations by name. @throws SparkyError what it throws for one that is not there. */
export function acrossRepositories(find: (name: string) => RegisteredOperation): Operation<Input> {
  return {
    name: 'across_repositories',
    title: 'All repositories',
    kind: 'fact',
    description:
      'Runs another operation on every repository and puts the results side by side. Use it when a question is about several or all repositories ("which of our repositories still use X"), not for one.',
    example: { operation: 'find_text', input: { text: 'createServer' } },
    input: Input,
    async execute(context, { operation, input, repositories: names }) {
      const operationToRun = find(operation)
      const all = await context.repositories()
      const wanted = all.filter(({ name }) => names === undefined || names.includes(name))
      const looked = await lookInto(wanted.slice(0, REPOSITORIES_LIMIT), context, (one) =>
        operationToRun.run(one, input),
      )
      return present(looked, {
        asked: JSON.stringify({ operation, input, ...(names && { repositories: names }) }),
        notices: [
          ...(names ?? [])
            .filter((name) => !all.some((repository) => repository.name === name))
            .map((name) => `There is no repository called ${name}.`),
          ...(looked.length < wanted.length
            ? [
                `${plural(wanted.length - looked.length, 'repository', 'repositories')} of ${wanted.length} could not be looked into within the limits of one question.`,
              ]
            : []),
        ],
      })
    },
  }
}

/** In the order of the repositories; those that the time did not reach are left out. */
async function lookInto(
  repositories: readonly AskableRepository[],
  { signal }: OperationContext,
  run: (context: OperationContext) => Promise<Finding>,
): Promise<readonly Looked[]> {
  const startedMs = performance.now()
  const looked = new Map<AskableRepository, Looked>()
  const waiting = [...repositories]
  const worker = async () => {
    for (let repository = waiting.shift(); repository; repository = waiting.shift()) {
      signal.throwIfAborted()
      if (performance.now() - startedMs > TIME_LIMIT_MS) return
      looked.set(repository, await lookAt(repository, signal, run))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return repositories.flatMap((repository) => looked.get(repository) ?? [])
}

/** A repository that cannot be asked costs its own answer, not that of the others. */
async function lookAt(
  repository: AskableRepository,
  signal: AbortSignal,
  run: (context: OperationContext) => Promise<Finding>,
): Promise<Looked> {
  try {
    return { repository, finding: await run(await repository.open(signal)) }
  } catch (error) {
    if (signal.aborted || reportError(error).code === 'operation/bad-input') throw error
    return { repository, failure: reportError(error).message }
  }
}

function present(
  looked: readonly Looked[],
  { asked, notices }: { readonly asked: string; readonly notices: readonly string[] },
): Found {
  const found = looked.flatMap(({ repository, finding }) =>
    finding && hasResult(finding) ? [{ repository, finding }] : [],
  )
  const empty = looked.filter(({ finding }) => finding !== undefined && !hasResult(finding))
  const failed = looked.filter(({ failure }) => failure !== undefined)
  const sources = found.map(({ repository: { id, name }, finding }) =>
    finding.sources.slice(0, ROWS_KEPT).map((source) => ({
      ...source,
      label: `${name}: ${source.label}`,
      repository: { id, name },
    })),
  )
  const firstSource = found.map((_, index) => sources.slice(0, index).flat().length)
  const sections = found.map(
    ({ repository, finding }, index) =>
      `**${inline(repository.name)}**: ${inline(finding.summary)}\n\n${shorten(finding.text, firstSource[index] ?? 0)}`,
  )
  const share = `${found.length} of ${plural(looked.length, 'repository', 'repositories')}`
  const names = found.map(({ repository, finding }) => `${code(repository.name)} (${inline(finding.summary)})`)
  return {
    summary: share,
    rows: found.flatMap(({ repository, finding }) => rowsOf(repository, finding)),
    total: found.length,
    sources: sources.flat(),
    receipt: { kind: 'index', command: `./sparky run across_repositories '${asked.replaceAll("'", "'\\''")}'` },
    text: [
      found.length === 0
        ? `None of ${plural(looked.length, 'repository', 'repositories')} has it.`
        : `Found in **${share}**: ${names.join(', ')}.`,
      ...(found.length > 0 && empty.length > 0
        ? [`Nothing in: ${empty.map(({ repository }) => code(repository.name)).join(', ')}.`]
        : []),
      ...sections,
    ].join('\n\n'),
    keys: found.map(({ repository }) => repository.name),
    ...(found.length === 0 && failed.length === 0 && looked.length > 0 && { provesAbsence: true }),
    notices: [
      ...notices,
      ...failed.map(({ repository, failure }) => `${repository.name} could not be looked into: ${failure}`),
      ...found.flatMap(({ repository, finding }) =>
        (finding.notices ?? []).slice(0, 2).map((notice) => `${repository.name}: ${notice}`),
      ),
    ],
  }
}

function hasResult({ rows, total, isFarFetched }: Finding): boolean {
  return rows.length > 0 && total > 0 && isFarFetched !== true
}

function rowsOf({ name }: AskableRepository, finding: Finding): readonly Row[] {
  return finding.rows.slice(0, ROWS_KEPT).map((row) => ({ repository: name, ...row }))
}

/** The first lines of a result, its markers counted on from those of the repositories before. */
function shorten(text: string, firstSource: number): string {
  // A source that was not kept has no marker.
  const numbered = mapMarkers(text, (source) => (source < ROWS_KEPT ? `{${source + firstSource}}` : ''))
  const lines = numbered.split('\n').filter((line) => line.trim() !== '')
  const shown = lines.slice(0, LINES_SHOWN)
  const fences = shown.flatMap((line) => /^\s*(`{3,})/.exec(line)?.[1] ?? [])
  return [
    ...shown,
    // A block that was cut must end all the same.
    ...(fences.length % 2 === 1 ? fences.slice(-1) : []),
    ...(lines.length > LINES_SHOWN ? ['', `… and ${plural(lines.length - LINES_SHOWN, 'more line')}.`] : []),
  ].join('\n')
}
