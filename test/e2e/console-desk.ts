/** A supervisor at the console, as the tests of its pages find one. */
import { type Kiosk, openKiosk } from './kiosk-page.ts'

/** Signs in whoever holds the badge, which `present` shows to the station. */
export async function openConsole(
  url: string,
  present: (kiosk: Kiosk) => Promise<void> = (kiosk) => kiosk.tapBadge('amara'),
  options: Parameters<typeof openKiosk>[1] = {},
): Promise<Kiosk> {
  const kiosk = await openKiosk(url, options)
  const { page } = kiosk
  await page.getByRole('button', { name: 'Supervisor' }).first().click()
  await page.getByText('Tap your badge to sign in').waitFor()
  await present(kiosk)
  await page.getByRole('textbox', { name: 'PIN' }).fill('1234')
  // Not Enter: right after a badge that is typed, it may be the reader's.
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'On site' }).waitFor()
  return kiosk
}
