import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildReport, hexToReport, reportToHex, textToReports } from '../../core/badge/keyboard-report.ts'

test('ten digits and Enter are 22 reports, a press and a release each', () => {
  const hex = textToReports('0012345678\n').map(reportToHex)
  assert.equal(hex.length, 22)
  assert.deepEqual(hex.slice(0, 6), [
    '0000270000000000',
    '0000000000000000',
    '0000270000000000',
    '0000000000000000',
    '00001e0000000000',
    '0000000000000000',
  ])
  assert.deepEqual(hex.slice(-2), ['0000280000000000', '0000000000000000'])
})

test('a shifted character is typed with Shift in the same report', () => {
  assert.deepEqual(textToReports('?').map(reportToHex), ['0200380000000000', '0000000000000000'])
})

test('more keys than a report holds give the roll-over report', () => {
  assert.equal(reportToHex(buildReport([4, 5, 6, 7, 8, 9])), '0000040506070809')
  assert.equal(reportToHex(buildReport([4, 5, 6, 7, 8, 9, 10], 0x02)), '0200010101010101')
})

test('a report survives being written as hex, in either case', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), fc.boolean(), (report, isUpper) => {
      const hex = reportToHex(report)
      assert.deepEqual(hexToReport(isUpper ? hex.toUpperCase() : hex), report)
    }),
  )
})

test('text that is not pairs of hex digits is no report', () => {
  for (const text of ['0', '000', '0g', ' 00', '00 ', '0x00', '-1', '00\n', '+1'])
    assert.equal(hexToReport(text), null, text)
})
