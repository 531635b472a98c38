import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { type CardRow, holderAt } from '../../core/people/held-card-store.ts'
import { importRoster } from '../../core/station/import-roster.ts'
import type { Store } from '../../core/store/database.ts'
import { findCards } from '../people/find-cards.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

type Badge = { id: string; label: string; note: string | null; printed: string; state?: string }
type Line = { at: string; reader: string; text?: string; reports?: string[] }

const demo = (name: string) => new URL(`../../resources/demo/${name}`, import.meta.url)
const badges: Badge[] = JSON.parse(readFileSync(demo('badges.json'), 'utf8'))
const morning: Line[] = readFileSync(demo('morning.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))

async function openDemo(t: TestContext) {
  const { store } = openTemporaryStore(t)
  const imported = await importRoster({ store, file: demo('roster.csv').pathname, isApproved: true, nowMs: 0 })
  assert.ok(imported.type === 'imported')
  return { store, report: imported.report }
}

function findCard(store: Store, printed: string): CardRow | undefined {
  return findCards(store.read, { format: 'em4100', facilityCode: null, cardNumber: Number(printed), serial: null })[0]
}

/** The digits that boot-keyboard reports press. */
function reportsToText(reports: readonly string[]): string {
  const keys = reports.map((report) => Number.parseInt(report.slice(4, 6), 16)).filter((key) => key !== 0)
  return keys.map((key) => (key === 0x28 ? '\n' : String((key - 0x1d) % 10))).join('')
}

test('the sample roster is taken without an error', async (t) => {
  const { report } = await openDemo(t)
  assert.deepEqual(report.errors, [])
  assert.equal(report.totalNew, 40)
  assert.equal(report.totalRecords, 40)
})

test('the sample badges show an ordinary, an unknown, a revoked and an inactive one, each as its note says', async (t) => {
  const { store } = await openDemo(t)
  const kinds = badges.map((badge) => {
    assert.match(badge.printed, /^[0-9]{10}$/)
    const card = findCard(store, badge.printed)
    if (!card) return 'unknown'
    const holder = holderAt(store.read, card.cardId, 0)
    assert.equal(holder?.displayName, badge.label)
    if (badge.state === 'revoked') return 'revoked'
    return holder?.isActive ? 'ordinary' : 'inactive'
  })
  assert.equal(new Set(badges.map((badge) => badge.id)).size, badges.length)
  assert.equal(new Set(badges.map((badge) => badge.printed)).size, badges.length)
  assert.deepEqual(new Set(kinds), new Set(['ordinary', 'unknown', 'revoked', 'inactive']))
  assert.ok(kinds.filter((kind) => kind === 'ordinary').length >= 4)
})

test('the sample morning is in order, and holds typed badges and reports of known, unknown and inactive people', async (t) => {
  const { store } = await openDemo(t)
  const seen = new Map<string, number>()
  let lastMs = 0
  for (const line of morning) {
    const atMs = Temporal.Instant.from(line.at).epochMilliseconds
    assert.ok(atMs > lastMs, line.at)
    assert.match(line.at, /^2026-03-02T.*\+01:00$/)
    lastMs = atMs
    const text = line.text ?? reportsToText(line.reports ?? [])
    assert.match(text, /^[0-9]{10}\n$/)
    const card = findCard(store, text.trim())
    const holder = card ? holderAt(store.read, card.cardId, atMs) : null
    const kind = holder ? (holder.isActive ? 'known' : 'inactive') : 'unknown'
    seen.set(kind, (seen.get(kind) ?? 0) + 1)
  }
  assert.equal(morning.length, 60)
  assert.deepEqual([seen.get('unknown'), seen.get('inactive')], [3, 2])
  assert.equal(morning.filter((line) => line.reports).length, 3)
})
