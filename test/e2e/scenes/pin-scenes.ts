/** Number and PIN of whoever has no badge, and signing in as a supervisor. What the station says to a PIN is told to the page. */
import type { Answer, EventBody } from '../../../core/contract/contract.ts'
import { tellTimes, toldDecision } from './decisions.ts'
import type { Scene, SceneWindow } from './scene.ts'
import { tell } from './shape-kiosk.ts'

const soonMs = 50_000
const attempt = 'told'

async function openPin({ page }: SceneWindow): Promise<void> {
  await page.locator('.ready-buttons button').first().click()
  await page.locator('.pin').waitFor()
}

async function enter(
  window: SceneWindow,
  answer: Answer<'tapByPin'> | { type: 'failed'; reference: string } | 'never',
) {
  const { page, line } = window
  await openPin(window)
  line.answer('tapByPin', answer)
  await page.locator('.pin-field input').first().fill('E1002')
  await page.locator('.pin-field input').last().fill('4711')
  await page.locator('.pin .button.is-filled').click()
}

async function openSignIn({ page, line }: SceneWindow): Promise<void> {
  line.answer('beginSignIn', { type: 'waiting', attempt, untilMs: Date.now() + soonMs })
  await page.locator('.ready-buttons button').last().click()
  await page.locator('.sign-in .badge-picture').waitFor()
}

const supervisor = { employeeNumber: 'E1001', displayName: 'Amara Okafor', language: null }

async function presentBadge(window: SceneWindow, outcome: EventBody<'signInBadge'>['outcome']): Promise<void> {
  await openSignIn(window)
  window.line.tell('signInBadge', { attempt, outcome })
}

export const pinScenes: readonly Scene[] = [
  { name: 'pin-number', isMain: true, open: openPin },
  {
    name: 'pin-letters',
    open: async (window) => {
      await openPin(window)
      await window.page.locator('.key.is-word').first().click()
      await window.page.locator('.keypad.is-letters').waitFor()
    },
  },
  {
    name: 'pin-typed',
    open: async (window) => {
      await openPin(window)
      await window.page.locator('.pin-field input').first().fill('E1002')
      await window.page.locator('.pin-field input').last().fill('4711')
    },
  },
  {
    name: 'pin-checking',
    open: async (window) => {
      await enter(window, 'never')
      await window.page.locator('.pin .button[data-pending]').waitFor()
    },
  },
  {
    name: 'pin-wrong',
    open: async (window) => {
      await enter(window, { type: 'not-right', nextTryAtMs: Date.now() - 1, triesLeft: 7 })
      await window.page.locator('.sign-in-note .time-left').waitFor({ state: 'attached' })
    },
  },
  {
    name: 'pin-delayed',
    open: async (window) => {
      await enter(window, { type: 'not-right', nextTryAtMs: Date.now() + soonMs, triesLeft: 1 })
      await window.page.locator('.sign-in-note .time-left').waitFor({ state: 'attached' })
    },
  },
  {
    name: 'pin-locked',
    open: async (window) => {
      await enter(window, { type: 'not-right', nextTryAtMs: Date.now() + soonMs, triesLeft: 0 })
      await window.page.locator('.sign-in-words[role=alert]').waitFor()
    },
  },
  {
    name: 'pin-interrupted',
    open: async (window) => {
      const { page, line, zone } = window
      await openPin(window)
      await page.locator('.pin-field input').first().fill('E1002')
      await tell(window, toldDecision)
      line.answer('listMyTimes', tellTimes(zone))
      await page.locator('.result-actions .button').last().click()
      await page.locator('.times > .button').click()
      await page.locator('.sign-in-words[role=alert]').waitFor()
    },
  },
  {
    name: 'pin-failed',
    open: async (window) => {
      await enter(window, { type: 'failed', reference: 'scene' })
      await window.page.locator('.sign-in-note', { hasText: 'That did not work' }).waitFor()
    },
  },
  { name: 'sign-in-badge', open: openSignIn },
  {
    name: 'sign-in-pin',
    open: async (window) => {
      await presentBadge(window, { type: 'recognized', supervisor })
      await window.page.locator('.pin').waitFor()
    },
  },
  {
    name: 'sign-in-wrong-pin',
    open: async (window) => {
      await presentBadge(window, { type: 'recognized', supervisor })
      window.line.answer('signIn', { type: 'wrong-pin', nextTryAtMs: Date.now() + soonMs, isLocked: false })
      await window.page.locator('.pin-field input').fill('9999')
      await window.page.locator('.pin .button.is-filled').click()
      await window.page.locator('.sign-in-note .time-left').waitFor({ state: 'attached' })
    },
  },
  ...(['not-a-supervisor', 'no-pin', 'locked'] as const).map((why) => ({
    name: `sign-in-${why}`,
    open: async (window: SceneWindow) => {
      await presentBadge(window, { type: 'closed', why })
      await window.page.locator('.sign-in-words[role=alert]').waitFor()
    },
  })),
]
