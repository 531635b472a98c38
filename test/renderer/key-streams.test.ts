/** People and readers at the same keyboard, as one window hears them: nothing is lost, and nothing is mixed up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom, type Random } from '../ordeal/random.ts'
import { type KeyEvent, makeScene, randomNumber, readerMakes, typeBadge } from './key-streams.ts'
import { runKeyReader, windowReader } from './run-key-reader.ts'

const textsOf = (badges: readonly { text: string }[]): string[] => badges.map(({ text }) => text)

for (const make of readerMakes) {
  test(`reader ${make.name}: the station gets every badge, the field what the person typed in the middle of it all`, () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const random = createRandom(turn, make.name)
      const scene = makeScene(random, { makes: [make], badges: 20, pauseMs: [50, 1500], isPersonTyping: true })
      const seen = runKeyReader(scene.events)
      assert.deepEqual(textsOf(seen.badges), textsOf(scene.badges), `turn ${turn}`)
      assert.equal(seen.text, scene.typed, `turn ${turn}`)
    }
  })
}

test('readers of all makes in turns, into a field and where there is none', () => {
  for (const isFocused of [true, false]) {
    const random = createRandom(1, 'all makes')
    const scene = makeScene(random, { makes: readerMakes, badges: 200, pauseMs: [60, 1200], isPersonTyping: isFocused })
    const seen = runKeyReader(scene.events, [windowReader], isFocused)
    assert.deepEqual(textsOf(seen.badges), textsOf(scene.badges))
    assert.equal(seen.text, scene.typed)
  }
})

test('a person alone presents nothing, and waits for no key longer than a fifth of a second', () => {
  const random = createRandom(2, 'alone')
  const scene = makeScene(random, { makes: readerMakes, badges: 0, pauseMs: [0, 0], isPersonTyping: true })
  const long = Array.from({ length: 100 }, (_, index) => shift(scene.events, index * 3000)).flat()
  const seen = runKeyReader(long)
  assert.deepEqual(seen.badges, [])
  assert.equal(seen.text, scene.typed.repeat(100))
  assert.ok(seen.longestHeldMs < 200, `${seen.longestHeldMs}`)
})

test('two readers that type at the same instant come out as their own badges or as none', () => {
  const configurations = [
    { readers: [windowReader], prefixes: ['', ''] },
    {
      readers: [
        { ...windowReader, id: 'left', prefix: ';' },
        { ...windowReader, id: 'right', prefix: '/' },
      ],
      prefixes: [';', '/'],
    },
  ] as const
  for (const { readers, prefixes } of configurations) {
    let garbled = 0
    for (let turn = 0; turn < 400; turn += 1) {
      const random = createRandom(turn, 'two')
      const { events, numbers } = makePair(random, prefixes)
      for (const isFocused of [true, false]) {
        const seen = runKeyReader(events, readers, isFocused)
        for (const { text } of seen.badges) {
          if (text === 'garbled') garbled += 1
          else assert.ok(numbers.includes(text), `turn ${turn}: ${text} of ${numbers}`)
        }
        assert.equal(seen.text, '', `turn ${turn}`)
      }
    }
    assert.ok(garbled > 0)
  }
})

/** Two badges that begin within 0.15 s; the same key of both at once is one key to the computer, so there is none. */
function makePair(random: Random, prefixes: readonly [string, string]): { events: KeyEvent[]; numbers: string[] } {
  const makes = readerMakes.filter(({ digits, isKeypad }) => digits === 'decimal' && !isKeypad)
  for (;;) {
    const numbers = [randomNumber(random, 'decimal'), randomNumber(random, 'decimal')]
    const keys = prefixes.flatMap((prefix, index) => {
      const make = { ...random.pick(makes), prefix }
      return typeBadge(random, make, numbers[index] ?? '', 1000 + random.between(0, 150)).keys
    })
    const sorted = keys.toSorted((a, b) => a.atMs - b.atMs)
    if (hasClash(sorted)) continue
    const events = sorted.map(({ character, ...each }) => ({
      ...each,
      key: character === '' ? each.code : character,
      shift: false,
    }))
    return { events, numbers }
  }
}

function hasClash(keys: readonly { type: 'down' | 'up'; code: string }[]): boolean {
  const down = new Set<string>()
  for (const { type, code } of keys) {
    if (type === 'up') down.delete(code)
    else if (down.has(code)) return true
    else down.add(code)
  }
  return false
}

function shift(events: readonly KeyEvent[], byMs: number): KeyEvent[] {
  return events.map((event) => ({ ...event, atMs: event.atMs + byMs }))
}
