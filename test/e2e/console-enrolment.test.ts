import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest } from './kiosk-page.ts'
import { openConsolePage } from './open-console.ts'
import { runStation } from './run-station.ts'

const station = await runStation(null)
const files = mkdtempSync(join(tmpdir(), 'foyer-e2e-files-'))
after(async () => {
  await station.close()
  rmSync(files, { recursive: true })
})

async function choose(page: Page, name: string, content: string): Promise<void> {
  // In a folder of its own: two windows may choose two files of one name.
  const file = join(mkdtempSync(join(files, 'chosen-')), name)
  writeFileSync(file, content)
  await page.locator('input[type=file]').setInputFiles(file)
}

function countLeft(): number {
  const dir = join(station.dataDir, 'foyer-uploads')
  return existsSync(dir) ? readdirSync(dir).length : 0
}

const header = 'employeeNumber,displayName,email,status'

browserTest('a roster is chosen, previewed person by person, approved, and leaves no file behind', async () => {
  const { page, complaints } = await openConsolePage(station.url, 'Enrolment')
  const lines = [
    'E1002,Jonas Lindquist,jonas.lindqvist@example.com,Active,',
    'E9001,Nora New,nora@example.com,Active,7788991',
    ',Nobody,,Active,',
    'E1009,Łukasz Brzoza,lukasz.brzoza@example.com,Inactive,',
  ]
  await choose(page, 'roster.csv', [`${header},cardNumber`, ...lines].join('\n'))
  await page.getByRole('heading', { name: /^roster\.csv/ }).waitFor()
  const row = page.getByRole('row', { name: '2 E1002 Jonas Lindquist' })
  assert.match(await row.innerText(), /Name:\s*Jonas Lindqvist\s*→\s*Jonas Lindquist/)
  const newcomer = page.getByRole('row', { name: '3 E9001 Nora New' })
  assert.match(await newcomer.innerText(), /Email: nora@example\.com\s*Card 7788991/)
  await page.getByText('1 person becomes inactive.').waitFor()
  assert.match(await page.locator('.concerned').innerText(), /Łukasz Brzoza · E1009 · cards: 0005831719/)
  await page.getByRole('radio', { name: '1 error' }).check({ force: true })
  await page.getByRole('row', { name: '4' }).waitFor()
  assert.equal(await page.getByRole('row').count(), 1)
  await page.getByRole('button', { name: 'Apply 3, leave out 1 with errors' }).click()
  await page.getByText('It is applied.').waitFor()
  await page.getByText('New: 1, changed: 2.').waitFor()
  await page.getByText('Left out because of errors: 1.').waitFor()
  await page.getByText('Approved', { exact: true }).waitFor()
  assert.equal(countLeft(), 0)
  await page.getByRole('button', { name: 'Back' }).click()
  // The newest first; that of the demonstration itself has the same name.
  await page
    .getByRole('button', { name: /^roster\.csv.*Approved/ })
    .first()
    .waitFor()
  assert.deepEqual(complaints, [])
})

browserTest('two windows at once do not mix; what became stale is refused and shown anew', async () => {
  const [left, right] = [
    (await openConsolePage(station.url, 'Enrolment')).page,
    (await openConsolePage(station.url, 'Enrolment')).page,
  ]
  // Of more pieces than one, so that both are on their way at the same time.
  const many = Array.from({ length: 6000 }, (_, index) => `M${index},${'Somebody with a long name '.repeat(3)},,Active`)
  await Promise.all([
    choose(left, 'same-name.csv', [header, 'E1002,Left Name,,Active', ...many].join('\n')),
    choose(right, 'same-name.csv', [header, 'E1002,Right Name,,Active', ...many].join('\n')),
  ])
  await left.getByRole('row').getByText('Left Name').first().waitFor()
  await right.getByRole('row').getByText('Right Name').first().waitFor()
  await left.getByRole('button', { name: 'Approve and apply' }).click()
  await left.getByText('It is applied.').waitFor()
  await right.getByRole('button', { name: 'Approve and apply' }).click()
  await right.getByText('By now it comes to something else').waitFor()
  await right.locator('del', { hasText: 'Left Name' }).waitFor()
  await right.getByRole('button', { name: 'Reject' }).click()
  await right.getByText('It is rejected; nothing was changed.').waitFor()
  assert.equal(countLeft(), 0)
})

browserTest('authentication data is staged without showing a value; a file that cannot be read says why', async () => {
  const { page } = await openConsolePage(station.url, 'Enrolment')
  await choose(page, 'broken.json', '[{"employeeNumber": ')
  await page.getByText(/is not valid JSON.*may have been cut off/).waitFor()
  await page.getByText('Authentication data', { exact: true }).click()
  await choose(page, 'auth.csv', 'employeeId,employeeStatus,authValue1\nE1002,Active,top-secret')
  await page.getByRole('heading', { name: /^auth\.csv/ }).waitFor()
  await page.getByRole('row', { name: /^1 E1002 [LR]/ }).waitFor()
  assert.doesNotMatch(await page.content(), /top-secret/)
  assert.equal(countLeft(), 0)
})
