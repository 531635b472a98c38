import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Decision, tapReasons } from '../../core/contract/decision.ts'
import { describeDecision, describeUndone } from '../../renderer/kiosk/describe-result.ts'
import { readLanguages, translateStrictly } from './load-languages.ts'

const open = { hideNames: false, hideHours: false }
const hidden = { hideNames: true, hideHours: true }
const minuteMs = 60_000

const cameIn: Decision = {
  atMs: Date.parse('2026-03-02T07:00:00Z'),
  zone: 'Europe/Berlin',
  reader: 'front',
  outcome: 'in',
  reason: null,
  eventId: 'e1',
  badge: { format: 'em4100', facilityCode: null, cardNumber: 12_345_678, serial: null },
  person: { employeeNumber: 'E1', displayName: 'Ada Marlow', language: null },
  hours: { todayMs: 0, weekMs: 21 * 60 * minuteMs + 5 * minuteMs + 59_999 },
  counted: null,
  undoUntilMs: null,
  detail: null,
}

const en = await translateStrictly('en')

test('a clock-in greets by name and gives the time in the zone of the station, and hours in whole minutes', () => {
  const result = describeDecision(cameIn, open, en, 'en')
  assert.equal(result.word, 'In')
  assert.equal(result.who, 'Welcome, Ada Marlow')
  assert.deepEqual(
    result.figures.map(({ value }) => value),
    ['08:00', '0 h 00 min', '21 h 05 min'],
  )
  assert.equal(
    result.announcement,
    'In. Welcome, Ada Marlow. 08:00. Today 0 hours 0 minutes. This week 21 hours 5 minutes',
  )
})

test('a repeat names the tap that counted', () => {
  const repeated: Decision = {
    ...cameIn,
    atMs: cameIn.atMs + 12_000,
    outcome: 'repeat',
    eventId: null,
    counted: { atMs: cameIn.atMs, outcome: 'in' },
  }
  const result = describeDecision(repeated, open, en, 'en')
  assert.deepEqual(
    [result.tone, result.word, result.who, result.note],
    ['repeat', 'Already counted', 'Ada Marlow', 'In since 08:00'],
  )
})

test('whoever meant to be in still, and is, hears since when', () => {
  const goesOn: Decision = {
    ...cameIn,
    atMs: cameIn.atMs + 8 * 60 * minuteMs,
    eventId: null,
    undoUntilMs: null,
    counted: { atMs: cameIn.atMs, outcome: 'in' },
  }
  const { tone, word, note, announcement } = describeDecision(goesOn, open, en, 'en')
  assert.deepEqual([tone, word, note], ['in', 'In', 'In since 08:00'])
  assert.match(announcement, /In since 08:00$/)
})

test('an unknown card shows its number with the leading zeros, a known one does not', () => {
  const unknown: Decision = { ...cameIn, outcome: 'refused', reason: 'unknown-card', person: null, hours: null }
  assert.equal(describeDecision(unknown, open, en, 'en').cardNumber, '0012345678')
  assert.match(describeDecision(unknown, open, en, 'en').announcement, /0012345678/)
  const lost: Decision = { ...cameIn, outcome: 'refused', reason: 'lost-card' }
  assert.equal(describeDecision(lost, open, en, 'en').cardNumber, null)
})

test('a missed clock-out is no reproach and no refusal', () => {
  const result = describeDecision({ ...cameIn, reason: 'missed-clock-out' }, open, en, 'en')
  assert.equal(result.tone, 'in')
  assert.match(result.note ?? '', /nothing to do now/)
})

test('a screen that strangers see never has the name or the hours, whatever the outcome', () => {
  for (const outcome of ['in', 'out', 'repeat', 'refused'] as const) {
    const decision: Decision = { ...cameIn, outcome, reason: outcome === 'refused' ? 'inactive-person' : null }
    const said = JSON.stringify(describeDecision(decision, hidden, en, 'en'))
    assert.doesNotMatch(said, /Ada|21 h|21 hours/, outcome)
  }
  assert.doesNotMatch(JSON.stringify(describeUndone('Ada Marlow', hidden, en)), /Ada/)
})

for (const language of readLanguages().keys()) {
  test(`${language} has words for every outcome and every reason`, async () => {
    const t = await translateStrictly(language)
    const words = new Set<string>()
    for (const outcome of ['in', 'out', 'repeat'] as const) {
      for (const reason of [null, 'missed-clock-out', 'missed-clock-in'] as const) {
        const { word } = describeDecision({ ...cameIn, outcome, reason }, open, t, language)
        words.add(word)
      }
    }
    for (const reason of tapReasons) {
      const { word, note } = describeDecision({ ...cameIn, outcome: 'refused', reason }, open, t, language)
      assert.ok(note)
      words.add(word)
    }
    words.add(describeUndone(null, open, t).word)
    // Three outcomes, ten refusals and the undone tap, each by a word of its own.
    assert.equal(words.size, 14)
  })
}
