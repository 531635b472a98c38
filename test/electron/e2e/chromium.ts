/** Takes the place of test/e2e/chromium.ts: the browser is the shell, and each new window is the shell's one, loaded anew. */
import type { Browser } from 'playwright-core'
import { currentWindow } from './shell-window.ts'

/** What the tests ask of a browser; nothing more is there. */
export type ShellAsBrowser = {
  newContext: (options?: {
    viewport?: { width: number; height: number }
    reducedMotion?: 'reduce' | 'no-preference'
  }) => Promise<{
    newPage: () => ReturnType<ReturnType<typeof currentWindow>['page']>
    close: () => Promise<void>
  }>
  close: () => Promise<void>
}

export function findChromium(): string | null {
  return 'the shell'
}

export async function launchChromium(): Promise<Browser> {
  const browser: ShellAsBrowser = {
    newContext: async (options) => ({
      newPage: async () => {
        const page = await currentWindow().page()
        await page.emulateMedia({ reducedMotion: options?.reducedMotion ?? null })
        if (options?.viewport) await page.setViewportSize(options.viewport)
        return page
      },
      close: async () => {},
    }),
    close: async () => {},
  }
  return browser as unknown as Browser
}
