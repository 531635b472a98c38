/** The nine pages of the console: with a week's data, empty, while they load, when the station does not answer or lets nobody in. */
import { leaveScene, openFilledPage, openPage, openPart, type PageId, settle, signIn } from './console-desk.ts'
import { consolePageIds } from './console-page-ids.ts'
import { quietStatus, toldDecision } from './decisions.ts'
import type { Scene, SceneGroup, SceneWindow } from './scene.ts'

const nameOf = (id: PageId): string => `console-${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

const whole: readonly Scene[] = consolePageIds.map((id) => ({
  name: nameOf(id),
  ...((id === 'onSite' || id === 'sync') && { isMain: true as const }),
  open: (window: SceneWindow) => openFilledPage(window, id),
}))

const loading: readonly Scene[] = consolePageIds.map((id) => ({
  name: `${nameOf(id)}-loading`,
  isMinor: true,
  open: async (window: SceneWindow) => {
    window.line.answerConsole('never')
    await openPage(window, id)
  },
}))

const failed: readonly Scene[] = consolePageIds.map((id) => ({
  name: `${nameOf(id)}-failed`,
  isMinor: true,
  open: async (window: SceneWindow) => {
    window.line.answerConsole({ type: 'failed', reference: 'scene' })
    await openPage(window, id)
    await settle(window)
  },
}))

const empty: readonly Scene[] = consolePageIds.map((id) => ({
  name: `${nameOf(id)}-empty`,
  isMinor: true,
  open: async (window: SceneWindow) => {
    await openFilledPage(window, id)
    if (id === 'people') await window.page.getByRole('searchbox').fill('nobody of that name')
    if (id === 'hours') await openPart(window, 1)
    await settle(window)
  },
}))

/** Parts of pages by their place among the tabs of the page. */
const parts: Partial<Record<PageId, readonly string[]>> = {
  hours: ['', 'week', 'export'],
  sync: ['', 'rows', 'history'],
  activity: ['', 'verify', 'export', 'taps'],
  station: ['', 'storage', 'readers', 'settings', 'diagnostics'],
}

const partScenes: readonly Scene[] = Object.entries(parts).flatMap(([id, names]) =>
  names.flatMap((name, index) =>
    name === ''
      ? []
      : [
          {
            name: `${nameOf(id as PageId)}-${name}`,
            open: async (window: SceneWindow) => {
              await openFilledPage(window, id as PageId)
              await openPart(window, index)
              if (id === 'hours' && name === 'week') await pickWei(window)
            },
          },
        ],
  ),
)

async function pickWei(window: SceneWindow): Promise<void> {
  await window.page.getByRole('combobox').fill('E1010')
  await window.page.getByRole('option').first().click()
  await settle(window)
  await window.page.locator('.week').waitFor()
}

const others: readonly Scene[] = [
  {
    name: 'console-tap-banner',
    open: async (window) => {
      await openFilledPage(window, 'people')
      window.line.tell('decided', toldDecision(window.zone))
      await window.page.locator('.tap-banner p').waitFor()
    },
  },
  {
    name: 'console-on-site-roll-call',
    open: async (window) => {
      await openRollCall(window)
    },
  },
  {
    name: 'console-on-site-roll-call-ending',
    open: async (window) => {
      await openRollCall(window)
      await window.page.locator('.roll-call .on-site-head .button').last().click()
      await window.page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'console-on-site-roll-call-printed',
    isPrinted: true,
    open: async (window) => {
      await openRollCall(window)
    },
  },
  {
    name: 'console-on-site-table',
    open: async (window) => {
      await openFilledPage(window, 'onSite')
      const end = window.page.getByRole('button', { name: 'End the roll call' })
      if ((await end.count()) > 0) {
        await end.click()
        await window.page.getByRole('dialog').locator('.is-filled').click()
      }
      await window.page.getByRole('button', { name: 'As a table' }).click()
      await window.page.getByRole('table').waitFor()
    },
  },
]

async function openRollCall(window: SceneWindow): Promise<void> {
  const { page } = window
  await openFilledPage(window, 'onSite')
  const begin = page.getByRole('button', { name: 'Roll call', exact: true })
  const going = page.locator('.roll-call-count')
  await begin.or(going).first().waitFor()
  if ((await going.count()) === 0) {
    await begin.click()
    for (const index of [0, 2, 3]) await page.locator('.roll-call label').nth(index).click()
  }
  await going.waitFor()
}

/** Told that all is well, as it is on the strip; badges of the demonstration's tray are not needed here. */
const shape: NonNullable<SceneGroup['shape']> = async ({ line, language }) => {
  line.change('getStatus', (answer) => ({ ...answer, view: quietStatus() }))
  line.change('getStation', (answer) => {
    if (answer.type !== 'station') return answer
    const { station } = answer.view
    const offered = [language, ...station.languages.filter((each) => each !== language)]
    return { ...answer, view: { ...answer.view, station: { ...station, languages: offered }, demo: null } }
  })
}

export const consoleScenes: SceneGroup = {
  name: 'console',
  station: 'filled',
  shape,
  begin: (window) => signIn(window, 'filled'),
  reset: leaveScene,
  scenes: [...whole, ...partScenes, ...others, ...loading, ...failed],
}

export const emptyConsoleScenes: SceneGroup = {
  name: 'empty console',
  station: 'demo',
  shape,
  begin: (window) => signIn(window, 'demo'),
  reset: leaveScene,
  scenes: empty,
}
