import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { findDetours, findNamelessFolders, findStraySql, findUnseenImports } from './house-rules.ts'
import { readSources } from './project-sources.ts'

const sources = readSources()

suite('the sources keep the rules that a linter has no words for', () => {
  test('the sources are found', () => {
    assert.ok(sources.some(({ path }) => path === 'core/store/database.ts'))
    assert.ok(sources.every(({ path }) => !path.includes('node_modules')))
  })
  test('SQL is written in store files alone', () => assert.deepEqual(findStraySql(sources), []))
  test('no folder is called utils, common, helpers or types', () =>
    assert.deepEqual(findNamelessFolders(sources.map(({ path }) => path)), []))
  test('imports are written the shortest way', () => assert.deepEqual(findDetours(sources), []))
  test('production code has no import that the table of layers does not see', () =>
    assert.deepEqual(findUnseenImports(sources), []))
})

suite('a planted violation is caught', () => {
  const plant = (path: string, text: string) => [{ path, text }]

  test('SQL outside a store file', () => {
    const text = "const row = db.prepare<{ id: number }>('SELECT 1').get()"
    assert.equal(findStraySql(plant('core/station/tap.ts', text)).length, 1)
    assert.equal(findStraySql(plant('core/people/people-store.ts', text)).length, 0)
    assert.equal(findStraySql(plant('core/store/recover.ts', text)).length, 0)
  })

  test('a folder without a name of its own', () => {
    for (const name of ['utils', 'util', 'common', 'helpers', 'types'])
      assert.equal(findNamelessFolders([`core/${name}/deep/a.ts`, 'core/people/types.ts']).length, 1, name)
  })

  test('a detour, however it is imported', () => {
    for (const text of [
      "import { a } from './../people/a.ts'",
      "import '../people/../store/database.ts'",
      "export * from '../../core/people/a.ts'",
      "import {\n  a,\n  b,\n} from '../badge/../people/a.ts'",
      "const a = await import('./../people/a.ts')",
    ])
      assert.equal(findDetours(plant('core/badge/x.ts', text)).length, 1, text)
    assert.deepEqual(findDetours(plant('core/badge/x.ts', "import { a } from '../people/a.ts'\nimport './b.ts'")), [])
  })

  test('an import as a type, and require', () => {
    for (const text of [
      "type Pool = import('undici').Pool",
      "const x: import('undici').Pool = y",
      "type M = typeof import('undici')\nconst z = 1",
      "type A = Array<import('undici').Pool>",
      "const x = require('undici')",
    ])
      assert.equal(findUnseenImports(plant('core/badge/x.ts', text)).length, 1, text)
    for (const text of [
      "const x = await import('./a.ts')",
      "const load = () => import('./a.ts')",
      "import('./a.ts').then(start)",
      "const [a, b] = await Promise.all([import('./a.ts'), import('./b.ts')])",
    ])
      assert.deepEqual(findUnseenImports(plant('core/badge/x.ts', text)), [], text)
  })
})
