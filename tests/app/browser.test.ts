// The product as a person uses it: a real browser, the built server, a real repository; only the model is scripted.
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { makeRepository } from '#tests/git/make-repository.ts'
import { type ScriptedServer, startScriptedServer } from '#tests/models/scripted-server.ts'
import { IS_BUILT, type RunningServer, startServer } from './running-server.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 })

const browserFile = process.env.SPARKY_TEST_BROWSER
/** Words of which none is a claim, all different: a lost or doubled one is seen. */
const WORDS = Array.from({ length: 60 }, (_, index) => `wa${letters(index)}`)
const PIECE_MS = 40
const HOSTILE =
  'Look ![pixel](http://evil.example/pixel.png) <img src="http://evil.example/a.png"> ' +
  '<script>document.title = "owned"</script> [here](javascript:alert(1)) [there](http://evil.example/)'
const MODEL = 'Qwen2.5-32B-Instruct'

const repository = makeRepository()
const first = repository.commit({
  files: { 'src/parser.ts': 'export function parseLine(line: string) {\n  return line.split(",")\n}\n' },
  message: 'Add the parser',
  author: 'Ada Lovelace',
  date: '2021-03-01T10:00:00Z',
})
repository.commit({
  files: { 'src/parser.ts': 'export function parseLine(line: string) {\n  return line.trim().split(",")\n}\n' },
  message: 'Trim the line',
  author: 'Ada Lovelace',
  date: '2021-04-01T10:00:00Z',
})
repository.commit({
  files: { 'docs/guide.md': '# Guide\n<script>document.title = "owned"</script>\n' },
  message: 'Write a guide <img src=x onerror="document.title=\'owned\'">',
  author: 'Grace Hopper',
  date: '2022-02-01T10:00:00Z',
})

let model: ScriptedServer
let server: RunningServer
let browser: Browser

describe.skipIf(!IS_BUILT || !browserFile)('in the browser', () => {
  beforeAll(async () => {
    model = await startScriptedServer({
      models: [{ id: MODEL, max_model_len: 8_192 }],
      reply: ({ response_format: isGuided, messages }) => {
        if (isGuided) return { kind: 'stream', pieces: ['{}'] }
        const prompt = messages.at(-1)?.content ?? ''
        const findings = prompt.split('Findings:\n')[1] ?? ''
        // An honest model: it says what the findings say, and more words where it explains.
        if (!prompt.startsWith('Question: Explain')) return { kind: 'stream', pieces: [findings] }
        const fact = `${findings.split('\n')[0]}\n\n`
        if (prompt.includes('hostile')) return { kind: 'stream', pieces: [fact, HOSTILE] }
        return { kind: 'stream', pieces: [fact, ...WORDS.map((word) => `${word} `)], delayMs: PIECE_MS }
      },
    })
    server = await startServer({ SPARKY_MODEL: `${model.address}/v1#${MODEL}` })
    browser = await chromium.launch({
      ...(browserFile && { executablePath: browserFile }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await model?.close()
    repository.dispose()
  })

  it('a repository is added by its path, and a path without one is explained', async () => {
    const page = await openPage('/')
    await page.getByLabel('Add a repository').fill('/nowhere/at-all')
    await page.getByRole('button', { name: 'Add' }).click()
    const alert = page.locator('main').getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toContain('/nowhere/at-all is not a git repository')
    expect(await page.getByLabel('Add a repository').inputValue()).toBe('/nowhere/at-all')
    await page.getByLabel('Add a repository').fill(repository.folder)
    await page.getByRole('button', { name: 'Add' }).click()
    const entry = page.locator('[data-repository]')
    await entry.locator('summary').getByText('3 commits').waitFor()
    expect(await alert.count()).toBe(0)
    await entry.locator('summary').click()
    await entry.getByRole('cell', { name: 'changed lines' }).waitFor()
  })

  it('five kinds of question are answered, each with its trace and badge', async () => {
    const page = await openPage('/')
    await page.locator('[data-repository] a').first().click()
    const questions: readonly (readonly [question: string, answer: RegExp])[] = [
      ['How many commits did Ada Lovelace make in 2021?', /2 commits/],
      ['What were the last two commits on src/parser.ts?', /Trim the line[\s\S]*Add the parser/],
      ['Who works most on src/?', /Ada Lovelace/],
      ['Who changed docs/nothing.md?', /no file|There is no/i],
      ['Where is the function parseLine?', /src\/parser\.ts/],
    ]
    for (const [question, answer] of questions) {
      await askIn(page, question)
      const turn = page.locator('article').last()
      await turn.locator('[data-verification]').waitFor()
      expect(await turn.innerText()).toMatch(answer)
      expect(await turn.locator('[data-trace] summary').innerText()).toMatch(/git-reader · /)
    }
    expect(await page.locator('article').count()).toBe(questions.length)
    const badges = await page.locator('[data-verification]').allInnerTexts()
    expect(badges).toEqual(['Verified', 'Verified', 'Verified', 'Verified: not found', 'Verified'])
  })

  it('a citation opens its commit, a file its lines, and the address brings both back', async () => {
    const page = await openPage('/')
    await page.locator('[data-repository] a').first().click()
    await askIn(page, 'What was the first commit on src/parser.ts?')
    await page.locator('button[data-citation]').first().click()
    const evidence = page.getByRole('complementary', { name: 'Evidence' })
    await evidence.getByText(first).waitFor()
    expect(await evidence.innerText()).toContain('return line.split(",")')
    await evidence.getByRole('link', { name: 'src/parser.ts' }).click()
    await evidence.locator('[data-line="2"]').waitFor()
    await page.reload()
    await evidence.locator('[data-line="2"]').waitFor()
    await page.goBack()
    await evidence.getByText(first).waitFor()
    await page.keyboard.press('Escape')
    await evidence.waitFor({ state: 'detached' })
  })

  it('lines that a citation marks come into view and go again, and the conversation stays', async () => {
    const page = await openPage('/')
    await page.locator('[data-repository] a').first().click()
    await askIn(page, 'Where is parseLine defined?')
    await page.locator('button[data-citation]').first().click()
    const evidence = page.getByRole('complementary', { name: 'Evidence' })
    await evidence.locator('[data-line="1"]').waitFor()
    await page.keyboard.press('Escape')
    await evidence.waitFor({ state: 'detached' })
    await page.locator('article').first().waitFor()
  })

  it('a reload in the middle of an answer loses and doubles nothing', async () => {
    const page = await openPage('/')
    await page.locator('[data-repository] a').first().click()
    await askIn(page, `Explain what commit ${first} does`)
    await page.getByText(WORDS[5] ?? '').waitFor()
    await page.reload()
    await page.getByText(WORDS[12] ?? '').waitFor()
    await page.reload()
    await page.locator('[data-outcome="finished"]').waitFor()
    expect(wordsOf(await page.locator('.answer').innerText())).toEqual(WORDS)
  })

  it('a stream that breaks for good is opened anew, and says so meanwhile', async () => {
    const page = await openPage('/')
    let refused = 0
    await page.route('**/api/runs/*/events*', (route) => {
      refused += 1
      return refused === 1 ? route.fulfill({ status: 503 }) : route.continue()
    })
    await page.locator('[data-repository] a').first().click()
    await askIn(page, `Explain what commit ${first} does`)
    await page.getByText('The connection broke').waitFor()
    await page.locator('[data-outcome="finished"]').waitFor()
    expect(await page.getByText('The connection broke').count()).toBe(0)
    expect(wordsOf(await page.locator('.answer').innerText())).toEqual(WORDS)
  })

  it('stopping frees the model at once and keeps what was written', async () => {
    const page = await openPage('/')
    await page.locator('[data-repository] a').first().click()
    await askIn(page, `Explain what commit ${first} does`)
    await page.getByText(WORDS[5] ?? '').waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.locator('[data-outcome="stopped"]').waitFor()
    await vi.waitFor(() => expect(model.openCount()).toBe(0))
    const words = wordsOf(await page.locator('.answer').innerText())
    expect(words.length).toBeLessThan(WORDS.length)
    expect(words).toEqual(WORDS.slice(0, words.length))
    await page.getByRole('button', { name: 'Ask again' }).click()
    await page.locator('[data-outcome="finished"]').waitFor()
    expect(wordsOf(await page.locator('.answer').last().innerText())).toEqual(WORDS)
  })

  it('two conversations at once never mix', async () => {
    const pages = await Promise.all([openPage('/'), openPage('/')])
    await Promise.all(pages.map((page) => page.locator('[data-repository] a').first().click()))
    await Promise.all(pages.map((page) => askIn(page, `Explain what commit ${first} does`)))
    await Promise.all(pages.map((page) => page.locator('[data-outcome="finished"]').waitFor()))
    for (const page of pages) {
      expect(await page.locator('article').count()).toBe(1)
      expect(wordsOf(await page.locator('.answer').innerText())).toEqual(WORDS)
    }
    expect(pages[0]?.url()).not.toBe(pages[1]?.url())
  })

  it('text of a repository or a model is shown, never run, and loads nothing from elsewhere', async () => {
    const page = await openPage('/')
    const foreign: string[] = []
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== server.url) foreign.push(request.url())
    })
    await page.locator('[data-repository] a').first().click()
    await askIn(page, `Explain what commit ${first} does, hostile`)
    await page.locator('[data-outcome="finished"]').waitFor()
    await askIn(page, 'What was the last commit by Grace Hopper?')
    await page.locator('article').nth(1).locator('[data-verification]').waitFor()
    await page.locator('button[data-citation]').last().click()
    await page.getByRole('complementary', { name: 'Evidence' }).getByText('<script>').waitFor()
    expect(await page.locator('.answer img, .answer script, a[href^="javascript"]').count()).toBe(0)
    expect(await page.title()).not.toContain('owned')
    expect(foreign).toEqual([])
  })

  it('on a phone the sidebar folds, and nothing is wider than the screen', async () => {
    const page = await openPage('/', { width: 390, height: 780 })
    const sidebar = page.getByRole('navigation', { name: 'Repositories and conversations' })
    expect(await sidebar.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Menu' }).click()
    await sidebar.getByRole('link').nth(1).click()
    await page.locator('article').first().waitFor()
    expect(await sidebar.isVisible()).toBe(false)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })

  it('a conversation is removed only after asking, and a repository with all of its own', async () => {
    const page = await openPage('/')
    await page.locator('[data-repository]').getByRole('button', { name: 'Remove' }).click()
    await page.locator('[data-repository]').getByRole('button', { name: 'Keep' }).click()
    await page.locator('[data-repository]').getByRole('button', { name: 'Remove' }).click()
    await page.locator('[data-repository]').getByRole('button', { name: 'Remove' }).click()
    await page.locator('[data-repository]').waitFor({ state: 'detached' })
    await page.getByText('No repository yet').waitFor()
  })
})

/** A page of its own session; an error in its console or a script that fails is a failure of the test. */
async function openPage(path: string, viewport = { width: 1280, height: 800 }): Promise<Page> {
  const context = await browser.newContext({ viewport })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // What a test provokes is answered with these, which the browser also writes to its console.
    if (message.type() === 'error' && !/status of (400|503)/.test(message.text())) errors.push(message.text())
  })
  onTestFinished(async () => {
    await context.close()
    expect(errors).toEqual([])
  })
  await page.goto(`${server.url}${path}`)
  return page
}

async function askIn(page: Page, question: string): Promise<void> {
  const box = page.getByLabel('Question')
  await page.getByRole('button', { name: 'Ask', exact: true }).waitFor()
  await box.fill(question)
  await box.press('Enter')
  await page.locator('article').filter({ hasText: question }).last().waitFor()
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word.startsWith('wa'))
}

function letters(index: number): string {
  return String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26))
}
