import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { buildScreens, ensureScreens } from '../../build/build-screens.ts'

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

/** The files that a browser loads before anybody has pressed anything: those of the page, and what they import at once. */
function listFirst(dir: string): Set<string> {
  const page = readFileSync(join(dir, 'index.html'), 'utf8')
  const found = new Set(
    [...page.matchAll(/(?:src|href)="\.\/assets\/([^"]+\.(?:js|css))"/g)].map(([, file = '']) => file),
  )
  for (const file of found) {
    if (!file.endsWith('.js')) continue
    const code = readFileSync(join(dir, 'assets', file), 'utf8')
    for (const [, next = ''] of code.matchAll(/\bfrom\s*["']\.\/([^"']+\.js)["']/g)) found.add(next)
    for (const [, next = ''] of code.matchAll(/\bimport\s*["']\.\/([^"']+\.js)["']/g)) found.add(next)
  }
  return found
}

test('the scripts and styles of the kiosk stay within 150 kB compressed, the console loads apart', async () => {
  const dir = join(root, 'screens')
  const first = listFirst(dir)
  const sizes = [...first].map((file) => gzipSync(readFileSync(join(dir, 'assets', file)), { level: 9 }).length)
  const total = sizes.reduce((sum, size) => sum + size, 0)
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
