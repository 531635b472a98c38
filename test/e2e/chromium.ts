/** A real Chromium for the end-to-end tests: FOYER_CHROMIUM, or where Debian and others install it. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** Null where no browser is installed. */
export function findChromium(): string | null {
  const wanted = process.env.FOYER_CHROMIUM
  if (wanted !== undefined) return existsSync(wanted) ? wanted : null
  return usualPlaces.find((place) => existsSync(place)) ?? null
}

export async function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Chromium's own sandbox refuses to work for root, as in a container.
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--autoplay-policy=no-user-gesture-required',
      // A camera for whoever may have one: a green picture with a clock.
      '--use-fake-device-for-media-stream',
    ],
  })
}
