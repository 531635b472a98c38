/** What a supervisor opens on the console's pages: one person, one card, one batch, one refused fact, and each dialog. */
import { leaveScene, openFilledPage, openPart, settle } from './console-desk.ts'
import { consoleScenes } from './console-page-scenes.ts'
import { changedRoster } from './filled-station.ts'
import type { Scene, SceneGroup, SceneWindow } from './scene.ts'

const unknownCard = '0041999999'

async function openForceIn(window: SceneWindow, who: string): Promise<void> {
  const { page } = window
  await openFilledPage(window, 'onSite')
  await page.getByRole('button', { name: 'Clock somebody in' }).click()
  await page.getByRole('combobox').fill(who)
  await page.getByRole('option').first().click()
  await page.getByLabel('Reason').fill('Forgot the badge at home')
}

async function openPerson(window: SceneWindow, number: string): Promise<void> {
  const { page } = window
  await openFilledPage(window, 'people')
  await page.getByRole('searchbox').fill(number)
  await page.getByText('1 person', { exact: true }).waitFor()
  await page.getByRole('row').first().click()
  await page.locator('.person .week').waitFor()
  await settle(window)
}

async function openCard(window: SceneWindow, words: string): Promise<void> {
  const { page } = window
  await openFilledPage(window, 'cards')
  await page.getByLabel('Find a card').fill(words)
  await page.getByText('1 card', { exact: true }).waitFor()
  await page.locator('.line-button').last().click()
  await page.locator('.card-acts').waitFor()
}

async function openWeek(window: SceneWindow): Promise<void> {
  const { page } = window
  await openFilledPage(window, 'hours')
  await openPart(window, 1)
  await page.getByRole('combobox').fill('E1040')
  await page.getByRole('option').first().click()
  await page.locator('.week').waitFor()
  if ((await page.locator('.period').count()) === 0) {
    await page.getByRole('button', { name: 'The week before' }).click()
  }
  await page.locator('.period').first().waitFor()
}

async function chooseFile({ page }: SceneWindow, name: string, content: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })
}

async function openRefused(window: SceneWindow): Promise<void> {
  const { page } = window
  await openFilledPage(window, 'sync')
  await page
    .getByRole('button', { name: /^Show \d+ refused/ })
    .first()
    .click()
  await page.locator('.outbox-row').first().waitFor()
}

async function openRow(window: SceneWindow): Promise<void> {
  await openRefused(window)
  await window.page.locator('.outbox-row .row-name').first().click()
  await window.page.getByRole('dialog').waitFor()
}

const onSiteAndPeople: readonly Scene[] = [
  { name: 'dialog-force-in', open: (window) => openForceIn(window, 'Rosa') },
  {
    name: 'dialog-force-in-refused',
    open: async (window) => {
      await openForceIn(window, 'Ingrid')
      await window.page.getByRole('dialog').locator('.is-filled').click()
      await window.page.locator('.dialog-refusal:not(:empty)').waitFor()
    },
  },
  {
    name: 'dialog-force-out',
    open: async (window) => {
      await openFilledPage(window, 'onSite')
      await window.page
        .getByRole('button', { name: /^Clock out / })
        .first()
        .click()
      await window.page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'console-pick-somebody',
    open: async (window) => {
      await openFilledPage(window, 'onSite')
      await window.page.getByRole('button', { name: 'Clock somebody in' }).click()
      await window.page.getByRole('combobox').fill('ma')
      await window.page.getByRole('option').nth(2).waitFor()
    },
  },
  { name: 'console-person', open: (window) => openPerson(window, 'E1004') },
  {
    name: 'console-person-card',
    open: async (window) => {
      await openPerson(window, 'E1004')
      await window.page.locator('.person .facts-list .button').first().click()
      await window.page.locator('.card-acts').waitFor()
    },
  },
  {
    name: 'console-person-hand-out',
    open: async (window) => {
      await openPerson(window, 'E1004')
      await window.page.getByRole('button', { name: 'Hand out a card' }).click()
      await window.page.getByText('Waiting for the new card').waitFor()
    },
  },
  { name: 'console-person-of-profile', open: (window) => openPerson(window, 'E1002') },
  {
    name: 'dialog-add-person',
    open: async (window) => {
      await openFilledPage(window, 'people')
      await window.page.getByRole('button', { name: 'Add a person' }).click()
      await window.page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'dialog-add-person-refused',
    open: async (window) => {
      const { page } = window
      await openFilledPage(window, 'people')
      await page.getByRole('button', { name: 'Add a person' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Petra Neumann')
      await page.getByLabel('Employee number').fill('e1004')
      await page.getByRole('dialog').locator('.is-filled').click()
      await page.locator('.dialog-refusal:not(:empty)').waitFor()
    },
  },
  {
    name: 'dialog-correct-person',
    open: async (window) => {
      await openPerson(window, 'E1004')
      await window.page.getByRole('button', { name: 'Correct name or email' }).click()
      await window.page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'dialog-set-pin',
    open: async (window) => {
      await openPerson(window, 'E1004')
      await window.page.getByRole('button', { name: 'Set a PIN' }).click()
      await window.page.getByRole('dialog').waitFor()
    },
  },
]

const cards: readonly Scene[] = [
  { name: 'console-card', open: (window) => openCard(window, 'siobh') },
  {
    name: 'console-card-lost',
    open: async (window) => {
      await openCard(window, 'siobh')
      await window.page.getByRole('button', { name: 'Mark lost' }).first().click()
      await window.page.locator('.act').waitFor()
    },
  },
  {
    name: 'console-card-replace',
    open: async (window) => {
      await openCard(window, 'siobh')
      await window.page.getByRole('button', { name: 'Replace', exact: true }).click()
      await window.page.getByText('Waiting for the new card').waitFor()
    },
  },
  {
    name: 'console-card-chosen',
    open: async (window) => {
      const { page } = window
      await openCard(window, 'siobh')
      await page.getByRole('button', { name: 'Replace', exact: true }).click()
      await page.getByLabel('Or type the number of the new card').fill('0000088888')
      await page.getByRole('button', { name: 'Take this number' }).click()
      await page.locator('.card-chosen').waitFor()
    },
  },
  {
    name: 'console-card-assign',
    open: async (window) => {
      const { page } = window
      await openFilledPage(window, 'cards')
      await page.getByRole('button', { name: new RegExp(`${unknownCard}.*tapped`) }).click()
      await page.getByLabel('To whom?').first().fill('rosa')
      await page.getByRole('option').first().click()
      await page.getByText('Temporary card', { exact: true }).click()
      await page.getByRole('button', { name: 'Tomorrow night' }).click()
    },
  },
  {
    name: 'console-card-reading',
    open: async (window) => {
      await openFilledPage(window, 'cards')
      await window.page.getByRole('button', { name: 'Tap a card now' }).click()
      await window.page.getByText('Hold the card to the reader.').waitFor()
    },
  },
]

const hours: readonly Scene[] = [
  {
    name: 'dialog-settle',
    open: async (window) => {
      await openFilledPage(window, 'hours')
      await window.page
        .getByRole('button', { name: /^Settle: / })
        .first()
        .click()
      await window.page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'console-hours-menu',
    open: async (window) => {
      await openWeek(window)
      await window.page
        .getByRole('button', { name: /^Change / })
        .first()
        .click()
      await window.page.getByRole('menuitem').first().waitFor()
    },
  },
  {
    name: 'dialog-correct-hours',
    open: async (window) => {
      await openWeek(window)
      await window.page
        .getByRole('button', { name: /^Change / })
        .first()
        .click()
      await window.page.getByRole('menuitem', { name: /Move the clock-in/ }).click()
      await window.page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'console-hours-changed',
    open: async (window) => {
      const { page } = window
      await openWeek(window)
      await page
        .getByRole('button', { name: /^Change / })
        .first()
        .click()
      await page.getByRole('menuitem', { name: /Move the clock-in/ }).click()
      await page
        .getByRole('dialog')
        .getByRole('spinbutton', { name: /^minute/ })
        .press('ArrowDown')
      await page.getByLabel('Reason').fill('As the foreman says')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Undo this' }).waitFor()
    },
  },
  {
    name: 'console-hours-unsettled',
    open: async (window) => {
      const { page } = window
      await openFilledPage(window, 'hours')
      await openPart(window, 2)
      // Until this month of next year, so that today is among the days.
      await page.locator('.export-dates .field').last().getByRole('spinbutton', { name: /^year/ }).press('ArrowUp')
      await page.getByRole('button', { name: 'Show what is to be settled' }).waitFor()
    },
  },
  {
    name: 'dialog-add-period',
    open: async (window) => {
      await openWeek(window)
      await window.page.getByRole('button', { name: 'Add a period' }).click()
      await window.page.getByRole('dialog').waitFor()
    },
  },
]

const enrolment: readonly Scene[] = [
  {
    name: 'console-batch-with-differences',
    open: async (window) => {
      await openFilledPage(window, 'enrolment')
      await window.page.getByRole('button', { name: /^november\.csv/ }).click()
      await window.page.getByRole('row').first().waitFor()
    },
  },
  {
    name: 'console-import-preview',
    open: async (window) => {
      await openFilledPage(window, 'enrolment')
      await chooseFile(window, 'with-errors.csv', `${changedRoster},Nobody,,Active\n`)
      await window.page.getByRole('heading', { name: /^with-errors\.csv/ }).waitFor()
      await window.page.getByRole('row').first().waitFor()
    },
  },
  {
    name: 'console-import-progress',
    open: async (window) => {
      await openFilledPage(window, 'enrolment')
      window.line.answer('sendPiece', 'never')
      await chooseFile(window, 'large.csv', changedRoster.repeat(200))
      await window.page.locator('.progress').waitFor()
    },
  },
  {
    name: 'console-import-refused',
    open: async (window) => {
      await openFilledPage(window, 'enrolment')
      await chooseFile(window, 'broken.json', '[{"employeeNumber": ')
      await window.page.getByText(/is not valid JSON/).waitFor()
    },
  },
]

const schedules: readonly Scene[] = [
  {
    name: 'console-schedule',
    open: async (window) => {
      await openFilledPage(window, 'schedules')
      await window.page.getByRole('button', { name: /^Early shift/ }).click()
      await window.page.getByRole('row').nth(1).waitFor()
      await settle(window)
    },
  },
  {
    name: 'console-schedule-delete',
    open: async (window) => {
      await openFilledPage(window, 'schedules')
      await window.page.getByRole('button', { name: /^Early shift/ }).click()
      await window.page.getByRole('button', { name: 'Delete this profile' }).click()
      await window.page.getByRole('button', { name: /^Delete Early/ }).waitFor()
    },
  },
  {
    name: 'console-schedule-allowed-now',
    open: async (window) => {
      await openFilledPage(window, 'schedules')
      await window.page.getByLabel('Whom?').first().fill('rosa')
      await window.page.getByRole('option').first().click()
      await window.page
        .getByText(/allowed/)
        .first()
        .waitFor()
      await settle(window)
    },
  },
]

const sync: readonly Scene[] = [
  { name: 'console-sync-refused', open: openRefused },
  { name: 'dialog-refused-fact', open: openRow },
  {
    name: 'dialog-correct-fact',
    open: async (window) => {
      await openRow(window)
      await window.page
        .getByRole('dialog')
        .getByRole('button', { name: /^Correct/ })
        .click()
      await window.page.getByRole('button', { name: 'Correct and send again' }).waitFor()
    },
  },
  {
    name: 'dialog-set-fact-aside',
    open: async (window) => {
      await openRow(window)
      await window.page
        .getByRole('dialog')
        .getByRole('button', { name: /^Set aside/ })
        .click()
      await window.page.getByLabel('Reason').waitFor()
    },
  },
]

const activityAndStation: readonly Scene[] = [
  {
    name: 'dialog-trail-entry',
    open: async (window) => {
      await openFilledPage(window, 'activity')
      await window.page.getByRole('row').first().click()
      await window.page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'console-activity-verified',
    open: async (window) => {
      await openFilledPage(window, 'activity')
      await openPart(window, 1)
      await window.page.getByRole('button', { name: 'Verify now' }).click()
      await window.page.locator('.head-to-keep').waitFor()
    },
  },
  {
    name: 'console-reader-test',
    open: async (window) => {
      await openFilledPage(window, 'station')
      await openPart(window, 2)
      await window.page
        .getByRole('button', { name: /^Test / })
        .first()
        .click()
      await window.page.getByText(/^Hold a badge to/).waitFor()
      await window.kiosk.typeBadge('0040593548')
      await window.page
        .getByText(/em4100/)
        .first()
        .waitFor()
    },
  },
]

export const dialogScenes: SceneGroup = {
  ...consoleScenes,
  name: 'dialogs of the console',
  reset: leaveScene,
  scenes: [...onSiteAndPeople, ...cards, ...hours, ...enrolment, ...schedules, ...sync, ...activityAndStation],
}
