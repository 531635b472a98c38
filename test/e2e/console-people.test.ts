import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Page } from 'playwright-core'
import { openConsole } from './console-desk.ts'
import { browserTest, openKiosk, textOf, watched } from './kiosk-page.ts'
import { importLargeRoster } from './large-roster.ts'
import { runFoyer } from './run-foyer.ts'
import { runStation } from './run-station.ts'

const station = await runStation(null)
after(station.close)

/** So that somebody is in: badges in a window of its own. */
async function clockIn(...badges: string[]): Promise<void> {
  const { page, tapBadge, who } = await openKiosk(station.url)
  const names: Record<string, string> = { jonas: 'Jonas', lan: 'Lan', wei: 'Wei', maria: 'María' }
  for (const badge of badges) {
    await tapBadge(badge)
    await who(names[badge] ?? badge).waitFor()
  }
  await page.close()
}

browserTest('somebody is clocked in by search and out with a reason, and both are seen at once', async () => {
  const { page, complaints } = await openConsole(station.url)
  await page.getByRole('button', { name: 'Clock somebody in' }).click()
  const dialog = page.getByRole('dialog')
  await page.getByRole('combobox').fill('yusuf')
  await page.getByRole('option', { name: /Yusuf Demirel/ }).click()
  const confirm = dialog.getByRole('button', { name: 'Clock somebody in' })
  assert.equal(await confirm.isDisabled(), true, 'not without a reason')
  await page.getByLabel('Reason').fill('Forgot the badge')
  await confirm.click()
  const list = page.getByRole('grid', { name: 'On site' })
  await list.getByRole('row', { name: /Yusuf Demirel/ }).waitFor()

  await page.getByRole('button', { name: 'Clock out Yusuf Demirel' }).click()
  await page.getByLabel('Reason').fill('Went home')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('0 people are here').waitFor()
  const trail = runFoyer(['export', 'audit', '--data', station.dataDir])
  assert.match(trail, /attendance\.force-in.*Forgot the badge/)
  assert.match(trail, /attendance\.force-out.*Went home/)
  assert.deepEqual(complaints, [])
  assert.deepEqual(await watched(page, 'violations'), [])
})

browserTest('what the station refuses is said in words beside the button, and nothing is lost', async () => {
  const { page } = await openConsole(station.url)
  await page.getByRole('button', { name: 'Clock somebody in' }).click()
  await page.getByRole('combobox').fill('ingrid')
  await page.getByRole('option', { name: /Ingrid/ }).click()
  await page.getByLabel('Reason').fill('Visits')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('They are no longer active.').waitFor()
  assert.equal(await page.getByLabel('Reason').inputValue(), 'Visits')
})

browserTest('a roll call is ticked off, survives signing out, and is printed as a list of its own', async () => {
  await clockIn('jonas', 'lan')
  const { page } = await openConsole(station.url)
  await page.getByText('2 people are here').waitFor()
  await page.getByRole('button', { name: 'Roll call' }).click()
  const first = page.getByRole('checkbox', { name: /Jonas/ })
  await first.focus()
  await page.keyboard.press('Space')
  await page.getByText('1 of 2 counted', { exact: true }).waitFor()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.locator('.ready').waitFor()
  await page.getByRole('button', { name: 'Supervisor' }).first().click()
  await page.getByText('Tap your badge to sign in').waitFor()
  await page.locator('.tray-badge[data-badge="amara"]').click()
  await page.getByRole('textbox', { name: 'PIN' }).fill('1234')
  await page.keyboard.press('Enter')
  await page.getByText('1 of 2 counted', { exact: true }).waitFor()

  await page.evaluate('window.print = () => { window.printed = (window.printed ?? 0) + 1 }')
  await page.getByRole('button', { name: 'Print the list' }).click()
  assert.equal(await page.evaluate('window.printed'), 1)
  await page.emulateMedia({ media: 'print' })
  const sheet = page.locator('.sheet')
  assert.match(
    await textOf(sheet),
    /Roll call: Demonstration, HQ .* 1 of 2 counted · printed \d+ \w+ \d+, \d\d:\d\d.*☑ Jonas Lindqvist E1002 HQ/,
  )
  assert.equal(await page.locator('#root').isVisible(), false, 'nothing else is on the paper')
  await page.emulateMedia({ media: 'screen' })
  await page.getByRole('button', { name: 'End the roll call' }).click()
  const question = page.getByRole('dialog', { name: 'End it although 1 are not counted?' })
  await question.getByText('Lan').waitFor()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('1 of 2 counted', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'End the roll call' }).click()
  await question.getByRole('button', { name: 'End the roll call' }).click()
  await page.getByText('2 people are here').waitFor()
  await page.getByRole('tab', { name: 'Activity', exact: true }).click()
  await page.getByText('Held a roll call, 1 missing').waitFor()
})

browserTest('the people over the day are a picture, and the same as a table', async () => {
  await clockIn('maria')
  const { page, complaints } = await openConsole(station.url)
  await page.getByText('At most 3 people at once').waitFor()
  await page.locator('.recharts-area-curve').waitFor()
  await page.getByRole('button', { name: 'As a table' }).click()
  const last = page.getByRole('table', { name: 'People on site today' }).getByRole('row').last()
  assert.match(await textOf(last), /^\d\d:\d\d 3$/)
  assert.deepEqual(complaints, [])
  assert.deepEqual(await watched(page, 'violations'), [])
})

browserTest('somebody is found as one types, by keyboard alone, and given a PIN and a role', async () => {
  const { page, complaints } = await openConsole(station.url)
  await page.getByRole('tab', { name: 'People' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('searchbox').focus()
  // As a person types: faster than that it would be a reader's badge.
  await page.keyboard.type('LÍNDqvist jo', { delay: 90 })
  await page.getByText('1 person', { exact: true }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Jonas Lindqvist' }).waitFor()

  await page.getByText('No PIN is set.').waitFor()
  await page.getByRole('button', { name: 'Set a PIN' }).click()
  await page.getByLabel('New PIN').fill('471')
  const dialog = page.getByRole('dialog')
  assert.equal(await dialog.getByRole('button', { name: 'Set a PIN' }).isDisabled(), true, 'four digits at least')
  await dialog.getByRole('button', { name: '1', exact: true }).click()
  await dialog.getByRole('button', { name: 'Set a PIN' }).click()
  await page.getByText('A PIN is set.').waitFor()
  await page.getByText('May badge for others').click()
  await page.getByRole('button', { name: 'Save the role' }).click()
  await page.getByRole('button', { name: 'Save the role' }).and(page.locator('[data-disabled]')).waitFor()

  await page.getByText('Français', { exact: true }).click()
  await page.getByRole('button', { name: 'Save the language' }).click()
  await page.getByText('From the next tap on.').waitFor()
  await page.getByRole('button', { name: 'Save the language' }).and(page.locator('[data-disabled]')).waitFor()
  const shown = JSON.parse(runFoyer(['person', 'show', 'E1002', '--data', station.dataDir, '--json']))
  assert.deepEqual([shown.hasPin, shown.role], [true, 'scan'])
  assert.deepEqual(complaints, [])
})

browserTest('a finger that goes down on a person opens that one, whoever stands there when it goes up', async () => {
  const { page } = await openConsole(station.url)
  await page.getByRole('tab', { name: 'People' }).click()
  const first = page.getByRole('grid', { name: 'People' }).getByRole('row').first()
  await first.getByText('E1001').waitFor()
  await first.hover()
  await page.mouse.down()
  // Typed just before, and answered now: the press goes on.
  await page.getByRole('searchbox').evaluate((field: { value: string; dispatchEvent: (event: object) => void }) => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, 'E1002')
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await first.getByText('E1002').waitFor()
  await page.mouse.up()
  await page.getByRole('heading', { name: /^Amara/ }).waitFor()
})

browserTest('whoever gives up their own role is asked, refused as the last one, and else back at Ready', async () => {
  const { page } = await openConsole(station.url)
  await page.getByRole('tab', { name: 'People' }).click()
  await page.getByRole('searchbox').fill('E1001')
  await page.getByText('1 person', { exact: true }).waitFor()
  await page.getByRole('grid', { name: 'People' }).getByRole('row').first().click()
  await page.getByRole('heading', { name: /^Amara/ }).waitFor()
  await page.getByText('No role', { exact: true }).click()
  await page.getByRole('button', { name: 'Save the role' }).click()
  const dialog = page.getByRole('dialog')
  const giveUp = dialog.getByRole('button', { name: 'Give up your own role' })
  await dialog.getByText('the console closes at once').waitFor()
  await giveUp.click()
  await dialog.getByRole('alert').getByText('E1001 is the last supervisor who can sign in').waitFor()

  const folder = ['--data', station.dataDir]
  runFoyer(['person', 'set-role', 'E1002', 'supervisor', ...folder])
  await giveUp.click()
  await page.locator('.ready').waitFor()
  runFoyer(['person', 'set-role', 'E1001', 'supervisor', ...folder])
  runFoyer(['person', 'set-role', 'E1002', 'scan', ...folder])
})

browserTest('a console whose supervisor is none any more closes and says so', async () => {
  const { page } = await openConsole(station.url)
  const folder = ['--data', station.dataDir]
  runFoyer(['person', 'set-role', 'E1001', 'none', ...folder])
  await page.getByRole('tab', { name: 'People' }).click()
  await page.getByText('You are not signed in any more.').waitFor()
  runFoyer(['person', 'set-role', 'E1001', 'supervisor', ...folder])
})

browserTest('hours are moved, added, undone and saved for payroll, and what is too long is asked about', async () => {
  const { page, complaints } = await openConsole(station.url)
  await page.getByRole('tab', { name: 'Hours' }).click()
  await page.getByRole('tab', { name: 'Week of a person' }).click()
  await page.getByRole('combobox').fill('E1017')
  await page.getByRole('option', { name: /Wei/ }).click()
  const dialog = page.getByRole('dialog')

  await page.getByRole('button', { name: 'The week before' }).click()
  await page.getByText('Nothing in this week.').waitFor()
  await page.getByRole('button', { name: 'Add a period' }).click()
  // Two digits of a year are of this century; fewer than that of a year long gone are a slip.
  const year = dialog.getByRole('spinbutton', { name: /^year, Clock-in/ })
  const thisYear = new Date().getFullYear()
  const typeYear = async (digits: string) => {
    await year.focus()
    await page.keyboard.type(digits, { delay: 90 })
  }
  await typeYear('1026')
  await dialog.getByText('before the year 2000').waitFor()
  await typeYear(String(thisYear % 100))
  await page.getByLabel('Reason').focus()
  await dialog.getByText('before the year 2000').waitFor({ state: 'detached' })
  assert.equal(await year.textContent(), String(thisYear))
  // Two days too early: longer than any shift.
  const days = dialog.getByRole('spinbutton', { name: /^day, Clock-in/ })
  await days.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.getByLabel('Reason').fill('Was on a journey')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('longer than the longest shift').waitFor()
  await days.focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await page.getByRole('dialog', { name: 'Add a period: Wei Changming (E1017)' }).waitFor()
  await dialog.getByRole('button', { name: 'Add a period' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('1 h 00 min in all').waitFor()
  const said = page.getByRole('status')
  await said.getByText(/^Done for Wei Changming \(E1017\)\. A period was added: .+ – /).waitFor()
  await page
    .getByText(/by E1001: “Was on a journey”/)
    .first()
    .waitFor()

  const openMenu = () => page.getByRole('button', { name: /^Change / }).click()
  await openMenu()
  await page.getByRole('menuitem', { name: /Move the clock-in/ }).click()
  await page.getByRole('dialog', { name: 'Move the clock-in: Wei Changming (E1017)' }).waitFor()
  const moveEarlier = async () => {
    await dialog.getByRole('spinbutton', { name: /^hour/ }).focus()
    await page.keyboard.press('ArrowDown')
    await page.getByLabel('Reason').fill('An hour earlier')
    await page.keyboard.press('Enter')
    await page.getByText('2 h 00 min in all').waitFor()
    await said.getByText(/Clock-in moved to /).waitFor()
  }
  await moveEarlier()
  await page.getByRole('button', { name: 'Undo this' }).click()
  await page.getByRole('dialog', { name: 'Undo the clock-in: Wei Changming (E1017)' }).waitFor()
  await page.getByLabel('Reason').fill('A slip of the hand')
  await page.keyboard.press('Enter')
  await page.getByText('1 h 00 min in all').waitFor()
  await said.getByText(/The clock-in of .+ was taken back\.$/).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Undo this' }).count(), 0, 'an undo is not undone')
  await openMenu()
  await page.getByRole('menuitem', { name: /Move the clock-in/ }).click()
  await moveEarlier()
  await openMenu()
  await page.getByRole('menuitem', { name: /Undo the moving of the clock-in/ }).click()
  await page.getByLabel('Reason').fill('No, it was not')
  await page.keyboard.press('Enter')
  await page.getByText('1 h 00 min in all').waitFor()
  await openMenu()
  await page.getByRole('menuitem', { name: 'Remove the whole period' }).click()
  await page.getByLabel('Reason').fill('It was somebody else')
  await page.keyboard.press('Enter')
  await page.getByText('Nothing in this week.').waitFor()

  await page.getByRole('tab', { name: 'Export' }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as CSV' }).click()
  const saved = await saving
  assert.match(saved.suggestedFilename(), /^hours-\d{4}-\d\d-01-\d{4}-\d\d-\d\d\.csv$/)
  assert.match(readFileSync(await saved.path(), 'utf8'), /^employeeNumber,displayName,date,workedMs,hours/)
  await page.getByText(/^Saved: \d+ people/).waitFor()
  assert.deepEqual(complaints, [])
  assert.deepEqual(await watched(page, 'violations'), [])
})

/** YYYY-MM-DD into both fields of the export, as fingers do. */
async function typeDates(page: Page, ...dates: string[]): Promise<void> {
  for (const [index, date] of dates.entries()) {
    const field = page.locator('.export-dates .field').nth(index)
    const [year = '', month = '', dayOfMonth = ''] = date.split('-')
    await field.getByRole('spinbutton').first().focus()
    await page.keyboard.type(`${dayOfMonth}${month}${year}`, { delay: 90 })
  }
}

browserTest('a missed clock-out is settled, and there is nothing to settle any more', async () => {
  const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10)
  const why = ['--reason', 'a test', '--data', station.dataDir, '--json']
  const { events } = JSON.parse(
    runFoyer(['correct', 'E1010', '--from', `${day}T08:00:00Z`, '--until', `${day}T12:00:00Z`, ...why]),
  )
  runFoyer(['undo', events[1], ...why])
  const { page, complaints } = await openConsole(station.url)
  await page.getByRole('tab', { name: 'Hours' }).click()
  await page.getByText('1 to settle').waitFor()
  const settle = async () => {
    await page.getByRole('button', { name: /^Settle: / }).click()
    await page.getByRole('dialog', { name: /^Say when they left: .+ \(E1010\)$/ }).waitFor()
    await page.getByLabel('Reason').fill('Said so herself')
    await page.keyboard.press('Enter')
    await page.getByText('There is nothing to settle.').waitFor()
    await page
      .getByRole('status')
      .getByText(/^Done for .+ \(E1010\)\. Clock-out given later: /)
      .waitFor()
  }
  await page.getByRole('tab', { name: 'Export' }).click()
  await page.getByRole('button', { name: 'Last month' }).click()
  await page.getByRole('button', { name: 'Last week' }).click()
  // Three days ago lies in last week or in this one, as the date of today will have it: it is typed.
  await typeDates(page, day, day)
  await page.getByText('1 person has something to settle in these days').waitFor()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as CSV' }).click()
  await saving
  await page.getByText(/^Saved: \d+ people were looked at\. 1 of them has something to settle/).waitFor()
  await page.getByRole('button', { name: 'Show what is to be settled' }).press('Enter')
  await page.getByText('1 to settle').waitFor()
  assert.equal(await page.evaluate('document.activeElement.innerText'), 'To settle')
  await settle()
  await page.getByRole('button', { name: 'Undo this' }).click()
  await page.getByLabel('Reason').fill('Of somebody else')
  await page.keyboard.press('Enter')
  await page.getByText('1 to settle').waitFor()
  await settle()
  const hours = runFoyer(['hours', 'export', '--from', day, '--to', day, '--data', station.dataDir])
  assert.match(hours, /"E1010".*"hours":"8:00"/)
  assert.deepEqual(complaints, [])
})

browserTest('whoever is in already is started anew only where that is ticked', async () => {
  await clockIn('wei')
  const { page } = await openConsole(station.url)
  await page.getByRole('button', { name: 'Clock somebody in' }).click()
  const dialog = page.getByRole('dialog')
  await page.getByRole('combobox').fill('E1017')
  await page.getByRole('option', { name: /Wei/ }).click()
  await page.getByLabel('Reason').fill('Says he is here')
  await dialog.getByText(/^In since /).waitFor()
  const confirm = dialog.getByRole('button', { name: 'Clock somebody in' })
  assert.equal(await confirm.isDisabled(), true, 'not without a word about the period that is lost')
  await dialog.getByText(/^Start anew/).click()
  await confirm.click()
  await dialog.waitFor({ state: 'detached' })
  assert.match(
    runFoyer(['export', 'audit', '--data', station.dataDir]),
    /attendance\.force-in.*Says he is here.*replaced\\":true/,
  )
})

browserTest(
  'of fifty thousand people only the rows on screen are in the page, and a search finds one of them',
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'foyer-many-'))
    const large = await runStation({ station: { id: 'large', zone: 'Europe/Berlin', languages: ['en'] } })
    try {
      const expect = importLargeRoster(large, root)
      const { page } = await openConsole(large.url, (kiosk) => kiosk.typeBadge('0012345678'))
      await page.getByRole('tab', { name: 'People' }).click()
      await page.getByText('50,040 people').or(page.getByText('50040 people')).waitFor({ timeout: 20_000 })
      const rows = page.getByRole('grid', { name: 'People' }).getByRole('row')
      const shown = await rows.count()
      assert.ok(shown > 3 && shown < 60, `${shown} rows`)
      for (const number of ['000020', '000080', '000140']) {
        // Each end of the list that is reached brings the next page.
        await page.locator('.rows').hover()
        await page.mouse.wheel(0, 6000)
        await rows
          .filter({ hasText: `N${number}` })
          .or(rows.last())
          .first()
          .waitFor()
      }
      assert.ok((await rows.count()) < 60, 'however far one has scrolled')
      const field = page.getByRole('searchbox')
      // As one types on: each answer replaces the one before, and whom it names is right.
      const shownFirst = () =>
        rows.locator('.row-number').evaluateAll((cells) => cells.slice(0, 5).map((cell) => cell.textContent))
      for (const query of ['n0', 'n03', 'n031', 'n0314', 'çel', 'celik 03', 'HADDAD', 'luis 49', 'n031415']) {
        await field.fill(query)
        const found = expect(query)
        await page.getByText(found.length === 1 ? '1 person' : `${found.length} people`, { exact: true }).waitFor()
        // Who fits best is on top, however far somebody had scrolled.
        await rows
          .first()
          .filter({ hasText: found[0]?.employeeNumber ?? '' })
          .waitFor({ timeout: 10_000 })
        assert.deepEqual(
          await shownFirst(),
          found.slice(0, 5).map(({ employeeNumber }) => employeeNumber),
          query,
        )
        assert.ok((await rows.count()) < 60, query)
      }
      await field.fill('nobody at all')
      await page.locator('.rows .console-note').waitFor()
    } finally {
      await large.close()
      rmSync(root, { recursive: true, force: true })
    }
  },
)
