/** Ready, with all that its strip and its door can say; and the station when it is not there. */
import type { StatusView } from '../../../core/contract/contract.ts'
import { quietStatus, tellTimes, toldDecision } from './decisions.ts'
import type { Scene, SceneWindow } from './scene.ts'
import { tell } from './shape-kiosk.ts'

const minuteMs = 60_000

/** The strip as it is when something is the matter. */
const strips: Record<string, () => Partial<StatusView>> = {
  offline: () => ({ network: 'offline', waiting: 1284, oldestWaitingAtMs: Date.now() - 3_600_000 }),
  'reader-gone': () => ({
    readers: [
      { id: 'front', name: 'Front reader', state: 'absent', why: null },
      { id: 'side', name: 'Side door', state: 'ready', why: null },
    ],
  }),
  'reader-in-trouble': () => ({
    readers: [
      {
        id: 'front',
        name: 'Front reader',
        state: 'no-permission',
        why: 'Front reader is plugged in, and this user may not open it: install the rule of “foyer readers udev”.',
      },
      { id: 'side', name: 'Side door', state: 'failed', why: null },
      { id: 'gate', name: 'Gate', state: 'opening', why: null },
    ],
  }),
  'stale-roster': () => ({ rosterAtMs: Date.now() - 41 * 86_400_000 }),
  'no-roster': () => ({ rosterAtMs: null, people: 0 }),
  restored: () => ({
    notice:
      'The database was damaged and was moved to foyer.sqlite.damaged-20261120-0312. The backup of 2026-11-20 02:00 UTC was restored: taps since then are not in it.',
  }),
  'everything-wrong': () => ({
    network: 'offline',
    waiting: 20_481,
    refused: 12,
    isClockTrusted: false,
    readers: [{ id: 'front', name: 'Front reader', state: 'absent', why: null }],
    rosterAtMs: Date.now() - 90 * 86_400_000,
    notice: 'The database was missing. There was no good backup: the station started empty. Import the roster again.',
  }),
}

export const readyScenes: readonly Scene[] = [
  { name: 'ready', isMain: true, open: async () => {} },
  ...Object.entries(strips).map(([name, strip]) => ({
    name: `ready-${name}`,
    open: async ({ line, page }: SceneWindow) => {
      const view = { ...quietStatus(), ...strip() }
      line.change('getStatus', (answer) => ({ ...answer, view }))
      const before = await page.locator('.strip').innerText()
      line.tell('statusChanged', view)
      await page.locator('.strip').filter({ hasNotText: before }).waitFor()
    },
  })),
  {
    name: 'ready-undo-last',
    open: async (window) => {
      await openUndoOffer(window)
    },
  },
  {
    name: 'ready-armed',
    open: async (window) => {
      await openUndoOffer(window)
      window.line.answer('armUndo', { type: 'armed', untilMs: Date.now() + minuteMs })
      await window.page.locator('.doorway-foot .button').click()
      await window.page.locator('.doorway.is-armed').waitFor()
    },
  },
  {
    name: 'ready-nothing-to-undo',
    open: async (window) => {
      await openUndoOffer(window)
      window.line.answer('armUndo', { type: 'nothing-to-undo' })
      await window.page.locator('.doorway-foot .button').click()
      await window.page.locator('.doorway-foot .doorway-note').waitFor()
    },
  },
]

async function openUndoOffer(window: SceneWindow): Promise<void> {
  const { page } = window
  await tell(window, (zone) => toldDecision(zone))
  window.line.answer('listMyTimes', tellTimes(window.zone))
  await page.locator('.result-actions .button').last().click()
  await page.locator('.times > .button').click()
  await page.locator('.doorway-foot .button').waitFor()
}

export const awayScenes: readonly Scene[] = [
  {
    name: 'starting-wordless',
    open: async ({ page, line }) => {
      line.answer('getStation', 'never')
      await page.evaluate('localStorage.clear()')
      await page.reload()
      await page.locator('.starting').waitFor()
    },
  },
  {
    name: 'starting',
    open: async ({ page, line }) => {
      line.answer('getStation', 'never')
      await page.reload()
      await page.locator('.starting h1').waitFor()
    },
  },
  {
    name: 'out-of-order',
    isMain: true,
    open: async ({ page, line }) => {
      await line.cut()
      await page.locator('.out-of-order').waitFor()
    },
  },
  {
    name: 'out-of-date',
    open: async ({ page, line }) => {
      await line.cut(true)
      await page.locator('.out-of-order:not(:has(.out-of-order-next:not(:empty)))').waitFor()
    },
  },
]
