import { initialKeyState, type KeyState, pressKeys, type Typed } from '../../core/badge/boot-keyboard.ts'
import { characterToStroke } from '../../core/badge/key-usages.ts'
import { buildReport } from '../../core/badge/keyboard-report.ts'

/** Feeds reports one after the other. */
export function pressAll(reports: readonly Uint8Array[], from: KeyState = initialKeyState) {
  let state = from
  const presented: Typed[] = []
  for (const report of reports) {
    const pressed = pressKeys(state, report)
    state = pressed.state
    presented.push(...pressed.presented)
  }
  return { state, presented }
}

/**
 * Types a text without capitals the way a fast hand or a hasty reader does: where `overlaps` says so, the next key goes down before
 * the one before it is released, in the next slot or, as some keyboards do it, in front. The same key twice cannot overlap.
 */
export function typeOverlapping(text: string, overlaps: readonly ('no' | 'behind' | 'in-front')[]): Uint8Array[] {
  const reports: Uint8Array[] = []
  let held: number | null = null
  for (const [index, character] of [...text].entries()) {
    const usage = characterToStroke(character)?.usage ?? 0
    const overlap = overlaps[index % overlaps.length] ?? 'no'
    if (held !== null && held !== usage && overlap !== 'no') {
      reports.push(buildReport(overlap === 'behind' ? [held, usage] : [usage, held]))
    } else if (held !== null) {
      reports.push(buildReport([]))
    }
    reports.push(buildReport([usage]))
    held = usage
  }
  reports.push(buildReport([]))
  return reports
}

/** As a reader types it: ten digits, leading zeros included. */
export function numberToDigits(value: number): string {
  return String(value).padStart(10, '0')
}
