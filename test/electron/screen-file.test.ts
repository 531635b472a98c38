import assert from 'node:assert/strict'
import { isAbsolute, join, relative } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { findScreenFile } from '../../electron/screen-file.ts'

const dirs = { screensDir: join('/srv', 'screens'), outOfOrderDir: join('/srv', 'shell', 'out-of-order') }
const find = (url: string, method = 'GET') => findScreenFile(method, url, dirs)

test('the top is the page of the screens, and Out of order has a place of its own', () => {
  const html = 'text/html; charset=utf-8'
  const index = join(dirs.screensDir, 'index.html')
  assert.deepEqual(find('app://foyer/'), { type: 'file', path: index, contentType: html })
  assert.deepEqual(find('app://foyer/out-of-order/?why=x'), {
    type: 'file',
    path: join(dirs.outOfOrderDir, 'index.html'),
    contentType: html,
  })
  assert.deepEqual(find('app://foyer/assets/a%20b.js'), {
    type: 'file',
    path: join(dirs.screensDir, 'assets', 'a b.js'),
    contentType: 'text/javascript; charset=utf-8',
  })
})

test('what is not a look at one of our files is refused', () => {
  assert.deepEqual(find('app://foyer/', 'POST'), { type: 'refused', status: 405 })
  assert.deepEqual(find('app://elsewhere/'), { type: 'refused', status: 403 })
  assert.deepEqual(find('https://foyer/'), { type: 'refused', status: 403 })
  assert.deepEqual(find('app://foyer/%zz'), { type: 'refused', status: 400 })
  assert.deepEqual(find('app://foyer/..%2fsecret.html'), { type: 'refused', status: 400 })
  assert.deepEqual(find('app://foyer/out-of-order/..%2f..%2fmain.js'), { type: 'refused', status: 400 })
  assert.deepEqual(find('app://foyer/a%5c..%5cb.html'), { type: 'refused', status: 400 })
  assert.deepEqual(find('app://foyer/C%3a/x.html'), { type: 'refused', status: 400 })
  assert.deepEqual(find('app://foyer/a%00.html'), { type: 'refused', status: 400 })
  assert.deepEqual(find('app://foyer/station.db'), { type: 'refused', status: 404 })
})

test('no address leads out of the two folders', () => {
  const piece = fc.constantFrom(
    '..',
    '.',
    '/',
    '//',
    '%2e%2e',
    '%2f',
    '%5c',
    '\\',
    'a',
    'out-of-order',
    '.html',
    ':',
    '%00',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 12 }), (pieces) => {
      const found = find(`app://foyer/${pieces.join('')}`)
      if (found.type !== 'file') return
      const isInside = [dirs.screensDir, dirs.outOfOrderDir].some((dir) => {
        const way = relative(dir, found.path)
        return !way.startsWith('..') && !isAbsolute(way)
      })
      assert.ok(isInside, found.path)
    }),
  )
})
