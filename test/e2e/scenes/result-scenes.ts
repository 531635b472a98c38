/** Every outcome of a tap, and what somebody may do about it. What happened is told to the page; the page is the real one. */
import type { TapReason } from '../../../core/contract/decision.ts'
import { longName, tellTimes, toldDecision, toldRefusal } from './decisions.ts'
import type { Scene, SceneWindow } from './scene.ts'
import { tell, told } from './shape-kiosk.ts'

const refusals: readonly Exclude<TapReason, 'missed-clock-out' | 'missed-clock-in'>[] = [
  'unknown-card',
  'unassigned-card',
  'ambiguous-card',
  'lost-card',
  'revoked-card',
  'expired-card',
  'inactive-person',
  'outside-schedule',
  'unreadable',
  'not-stored',
]

export const resultScenes: readonly Scene[] = [
  { name: 'result-in', isMain: true, ...told() },
  { name: 'result-out', isMain: true, ...told({ outcome: 'out' }) },
  {
    name: 'result-in-long-name',
    ...told({ person: { employeeNumber: 'E1036', displayName: longName, language: null } }),
  },
  {
    name: 'result-in-arabic-name',
    ...told({ person: { employeeNumber: 'E1018', displayName: 'ليلى فراهاني', language: null } }),
  },
  {
    name: 'result-repeat',
    ...told({
      outcome: 'repeat',
      eventId: null,
      undoUntilMs: null,
      counted: { atMs: Date.now() - 12_000, outcome: 'in' },
    }),
  },
  { name: 'result-missed-out', ...told({ reason: 'missed-clock-out' }) },
  { name: 'result-missed-in', ...told({ outcome: 'out', reason: 'missed-clock-in' }) },
  ...refusals.map((reason) => ({
    name: `result-refused-${reason}`,
    ...(reason === 'unknown-card' && { isMain: true as const }),
    open: (window: SceneWindow) => tell(window, (zone) => toldRefusal(zone, reason)),
  })),
  {
    name: 'result-undone',
    open: async ({ line, page }) => {
      line.tell('undone', { eventId: 'of-another-tap', displayName: 'Jonas Lindqvist' })
      await page.locator('.result[data-tone="undone"]').waitFor()
    },
  },
  {
    name: 'result-undo-too-late',
    open: async (window) => {
      await tell(window, (zone) => toldDecision(zone))
      window.line.answer('undoTap', { type: 'not-undone', why: 'too-late' })
      await window.page.locator('.result-actions .button').first().click()
      await window.page.locator('.result-undo-failed').waitFor()
    },
  },
  {
    name: 'result-turned-round',
    open: async (window) => {
      await tell(window, (zone) => toldDecision(zone))
      await tell(window, (zone) => toldDecision(zone, { outcome: 'out', eventId: 'turned' }))
      await window.page.locator('.result[data-tone="out"]').waitFor()
    },
  },
  {
    name: 'result-goes-on',
    open: async (window) => {
      await tell(window, (zone) => {
        const { atMs } = toldDecision(zone)
        const counted = { atMs: atMs - 8 * 3_600_000, outcome: 'in' } as const
        return toldDecision(zone, { outcome: 'in', eventId: null, undoUntilMs: null, counted })
      })
      await window.page.locator('.result[data-tone="in"] .result-note').waitFor()
    },
  },
  {
    name: 'my-times',
    isMain: true,
    open: async (window) => {
      await tell(window, (zone) => toldDecision(zone))
      window.line.answer('listMyTimes', tellTimes(window.zone))
      await window.page.locator('.result-actions .button').last().click()
      await window.page.locator('.times').waitFor()
    },
  },
  {
    name: 'my-times-failed',
    open: async (window) => {
      await tell(window, (zone) => toldDecision(zone))
      window.line.answer('listMyTimes', { type: 'too-late' })
      await window.page.locator('.result-actions .button').last().click()
      await window.page.locator('.result-undo-failed').waitFor()
    },
  },
]
