import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reportToHex } from '../../core/badge/keyboard-report.ts'
import { textToReportsOf } from '../../core/badge/text-reports.ts'
import type { Decision } from '../../core/contract/decision.ts'
import { replay } from '../../core/station/replay.ts'
import { sayPresented, settingsOf } from '../badge/decode-all.ts'

const at = '2026-03-02T08:00:00+01:00'
const readers = [
  settingsOf({ id: 'front' }),
  settingsOf({ id: 'paris', kind: 'keyboard', keyboard: { layout: 'fr', terminator: 'none' } }),
  settingsOf({ id: 'scanner', kind: 'barcode' }),
  settingsOf({ id: 'stripe', kind: 'magstripe' }),
  settingsOf({ id: 'polled', device: { vendorId: '0c27', productId: '3bfa' } }),
  settingsOf({ id: 'described', kind: 'raw', raw: { offset: 0, length: 4, as: 'serial' } }),
]

/** What a line presents, or why it is wrong; what a decision is does not matter here. */
function present(line: object): string[] {
  const seen: string[] = []
  const answer = replay(
    ({ presented, reader }) => {
      seen.push(`${reader} ${sayPresented(presented)}`)
      return {} as Decision
    },
    readers,
    JSON.stringify({ at, ...line }),
  )
  return answer.type === 'wrong' ? [answer.message] : seen
}

test('a text is sent by the reader of the line in reports of its own', () => {
  assert.deepEqual(present({ reader: 'front', text: '0012345678\n' }), ['front 0012345678'])
  assert.deepEqual(present({ reader: 'paris', text: '0012345678' }), ['paris 0012345678'])
  assert.deepEqual(present({ reader: 'scanner', text: '0012345678\n' }), ['scanner 0012345678'])
  assert.deepEqual(present({ reader: 'stripe', text: ';0012345678?\n' }), ['stripe 0012345678'])
})

test('a reader that station.json does not name is a keyboard', () => {
  assert.deepEqual(present({ reader: 'elsewhere', text: '0012345678\n' }), ['elsewhere 0012345678'])
})

test('a text for a reader that has none is wrong, and nothing is decided', () => {
  assert.match(present({ reader: 'polled', text: '12' }).join(), /expected "reports"/)
  assert.match(present({ reader: 'described', text: '12' }).join(), /expected "reports"/)
  assert.match(present({ reader: 'scanner', text: 'é' }).join(), /expected ASCII/)
})

test('reports are read as station.json says of their reader', () => {
  const scanned = textToReportsOf('barcode', settingsOf({ kind: 'barcode' }), '0012345678')
  assert.equal(scanned.type, 'reports')
  assert.deepEqual(present({ reader: 'scanner', reports: scanned.reports.map(reportToHex) }), ['scanner 0012345678'])
  assert.deepEqual(present({ reader: 'polled', reports: ['0039307b0000000000', '001818000000000000'] }), [
    'polled 011110110011000000111001',
  ])
  assert.deepEqual(present({ reader: 'described', reports: ['04a1b2c3', '00000000'] }), ['described 04:a1:b2:c3'])
})

test('what a line breaks off is unreadable, and so is one that presents nothing', () => {
  assert.match(present({ reader: 'front', text: '00123456' }).join(), /unreadable: The reader sent no Enter/)
  assert.deepEqual(present({ reader: 'described', reports: ['00000000'] }), [
    'described unreadable: no badge was presented',
  ])
})
