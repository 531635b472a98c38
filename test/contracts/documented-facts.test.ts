/** The table of documented facts is true: every row names a test that exists and is not skipped. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../..')
const table = readFileSync(join(import.meta.dirname, 'documented-facts.md'), 'utf8')

type Fact = { source: string; kind: string; name: string; value: string; file: string; test: string }

function readFacts(markdown: string): Fact[] {
  const rows = markdown.split('\n').filter((line) => /^\|(?!---| source )/.test(line))
  return rows.map((row) => {
    const cells = row.split('|').map((cell) => cell.trim())
    assert.equal(cells.length, 8, `six cells expected: ${row}`)
    const [, source = '', kind = '', name = '', value = '', file = '', testName = ''] = cells
    return { source, kind, name, value, file, test: testName }
  })
}

/** The names of a file's tests: `test('…'` at the beginning of a line; a skipped test or a template is none. */
function testNames(file: string): Set<string> {
  const path = join(root, file)
  if (!existsSync(path)) return new Set()
  return new Set([...readFileSync(path, 'utf8').matchAll(/^test\(\s*'([^'\n]+)'/gm)].map(([, name]) => name ?? ''))
}

/** Facts whose test does not exist. */
function findUnshown(facts: readonly Fact[]): Fact[] {
  return facts.filter((fact) => !testNames(fact.file).has(fact.test))
}

test('every documented fact has a test that shows it', () => {
  const facts = readFacts(table)
  assert.ok(facts.length > 0)
  assert.deepEqual(findUnshown(facts), [])
})

test('every documented fact says where it comes from and what it is', () => {
  for (const fact of readFacts(table)) {
    assert.match(fact.source, /^(page|public|ours)$/)
    assert.match(fact.kind, /^(call|field|header|rule|answer|error)$/)
    assert.ok(fact.name && fact.value)
  }
})

test('a fact whose test or file does not exist, or is skipped, is found out', () => {
  const [real] = readFacts(table)
  assert.ok(real)
  assert.deepEqual(findUnshown([real]), [])
  for (const planted of [
    { ...real, test: 'no test has this name' },
    { ...real, file: 'test/central/no-such-file.test.ts' },
    { ...real, test: real.test.slice(0, -1) },
  ]) {
    assert.deepEqual(findUnshown([planted]), [planted])
  }
})
