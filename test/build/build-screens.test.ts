import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { buildScreens, ensureScreens } from '../../build/build-screens.ts'
import { languages } from '../../core/contract/languages.ts'
import { compressedSize, listFirst, listWords } from './first-load.ts'

const root = mkdtempSync(join(tmpdir(), 'foyer-screens-'))
after(() => rmSync(root, { recursive: true, force: true }))

const kilobyte = 1000

test('the screens are built for a page that may run nothing but its own files', async () => {
  const dir = await buildScreens(join(root, 'screens'))
  const page = readFileSync(join(dir, 'index.html'), 'utf8')
  assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|https?:\/\//)
  // Relative, because the desktop shell serves the same files from elsewhere.
  assert.match(page, /src="\.\/assets\//)
  assert.deepEqual(readdirSync(root), ['screens'], 'nothing is left beside them')
})

test('the scripts and styles of the kiosk stay within 150 kB compressed, the console loads apart', async () => {
  const dir = join(root, 'screens')
  const first = listFirst(dir)
  assert.equal(listWords(dir).length, languages.length)
  const largestWords = Math.max(...listWords(dir).map((file) => compressedSize(dir, file)))
  const total = [...first].reduce((sum, file) => sum + compressedSize(dir, file), largestWords)
  assert.ok(total > 50 * kilobyte && total <= 150 * kilobyte, `${(total / kilobyte).toFixed(1)} kB`)
  const later = readdirSync(join(dir, 'assets')).filter((file) => file.endsWith('.js') && !first.has(file))
  assert.ok(
    later.some((file) => file.startsWith('console-screen')),
    later.join(' '),
  )
})

test('screens that are up to date are not built again', async () => {
  const first = statSync(join(await ensureScreens(), 'index.html'))
  const second = statSync(join(await ensureScreens(), 'index.html'))
  assert.equal(second.mtimeMs, first.mtimeMs)
  assert.equal(second.ino, first.ino)
})
