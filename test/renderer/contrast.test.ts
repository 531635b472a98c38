import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const css = readFileSync(join(import.meta.dirname, '../../renderer/styles/tokens.css'), 'utf8')

/** `--name: #day;` or `--name: light-dark(#day, #night);` */
const colours = [...css.matchAll(/--([\w-]+): (?:light-dark\()?(#[0-9a-f]{6})(?:, (#[0-9a-f]{6})\))?;/g)]
const themes = {
  day: new Map(colours.map(([, name = '', day = '']) => [name, day])),
  night: new Map(colours.map(([, name = '', day = '', night = day]) => [name, night])),
}

/** WCAG 2.2, “relative luminance”. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** WCAG 2.2, “contrast ratio”. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** Text, ground, and the least ratio: 7 is WCAG's AAA, for what is read in passing; 4.5 for the quiet rest. */
const pairs: [string, string, number][] = [
  ['ink', 'ground', 7],
  ['ink', 'ground-high', 7],
  ['ink-soft', 'ground', 4.5],
  ['warning', 'ground', 4.5],
  ['warning', 'ground-high', 4.5],
  ['good', 'ground', 4.5],
  ['light-ink', 'light-top', 7],
  ['light-ink', 'light-foot', 7],
  ['light-ink-soft', 'light-foot', 4.5],
  ['tray-ink', 'tray', 7],
  ['tray-ink', 'tray-badge', 7],
  ['tray-ink-soft', 'tray', 4.5],
  ['tray-ink-soft', 'tray-badge', 4.5],
  ['in-ink', 'in', 7],
  ['out-ink', 'out', 7],
  ['repeat-ink', 'repeat', 7],
  ['refused-ink', 'refused', 7],
  ['undone-ink', 'undone', 7],
  ['out-of-order-ink', 'out-of-order', 7],
  ['out-of-order-soft', 'out-of-order', 7],
  ['out-of-order-accent', 'out-of-order', 7],
  ['focus', 'ground', 3],
]

for (const [theme, colours] of Object.entries(themes)) {
  test(`by ${theme} every text stands out from its ground`, () => {
    for (const [text, ground, least] of pairs) {
      const [one, other] = [colours.get(text), colours.get(ground)]
      assert.ok(one && other, `${text} on ${ground}`)
      const ratio = contrast(one, other)
      assert.ok(ratio >= least, `${text} on ${ground}: ${ratio.toFixed(2)}, wanted ${least}`)
    }
  })
}
