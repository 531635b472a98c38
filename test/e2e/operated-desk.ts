/** The console of an operated station, opened as its supervisor opens it. */
import { type Kiosk, openKiosk } from './kiosk-page.ts'
import { supervisor } from './operated-station.ts'
import type { RunningStation } from './run-station.ts'

/** Signs the supervisor in, by keyboard alone. */
export async function signIn({ url }: RunningStation, options: Parameters<typeof openKiosk>[1] = {}): Promise<Kiosk> {
  const kiosk = await openKiosk(url, options)
  const { page } = kiosk
  await page.getByRole('button', { name: 'Supervisor' }).first().click()
  await page.getByText('Tap your badge to sign in').waitFor()
  await kiosk.typeBadge(supervisor.card)
  await page.getByRole('textbox', { name: 'PIN' }).waitFor()
  await page.keyboard.type(supervisor.pin, { delay: 150 })
  await page.keyboard.press('Enter')
  await page.locator('.console').waitFor()
  return kiosk
}

export async function openPage({ page }: Kiosk, name: string): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).first().click()
  await page.getByRole('heading', { name, exact: true }).first().waitFor()
}
