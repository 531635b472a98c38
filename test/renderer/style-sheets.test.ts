import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const folder = join(import.meta.dirname, '../../renderer/styles')

/** What would stay on its side when the reading turns round. Above and below are the same in every language here. */
const physical =
  /^\s*(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b.*|(?:left|right)\s*:.*|(?:text-align|float|clear)\s*:\s*(?:left|right)\b.*|border-(?:top|bottom)-(?:left|right)-radius\b.*)$/gm

test('style sheets name sides by the direction of reading, so that Arabic is not laid out backwards', () => {
  const found = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(physical)].map(([line]) => `${file}: ${line.trim()}`),
  )
  assert.deepEqual(found, [])
  assert.match('  margin-left: 1rem;', new RegExp(physical.source, 'm'))
})
