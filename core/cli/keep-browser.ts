/** Keeps the station's page on the screen: a browser that died at the door is opened again. */
import { openKioskBrowser } from '../../electron/kiosk-browser.ts'
import { countFailure, restartDelayMs } from '../station/restart-delay.ts'

export type BrowserOptions = {
  browser: string
  url: string
  profileDir: string
  /** Whether the station takes photos; asked whenever a window is opened. */
  usesCamera: () => boolean
  /** A demonstration ends when its window is closed; a door never does. */
  endsWithWindow: boolean
  say: (line: string) => void
}

export type KeptBrowser = {
  /** Resolves when there is no window any more and none will be opened. */
  ended: Promise<void>
  close: () => void
}

export function keepBrowser({
  browser,
  url,
  profileDir,
  usesCamera,
  endsWithWindow,
  say,
}: BrowserOptions): KeptBrowser {
  const ending = Promise.withResolvers<void>()
  let open: { close: () => void } | null = null
  let isClosing = false
  let failures = 0
  let timer: NodeJS.Timeout | null = null

  const show = async (): Promise<void> => {
    const openedAtMs = performance.now()
    const opened = await openKioskBrowser({ browser, url, profileDir, usesCamera: usesCamera() })
    if (opened.type === 'failed') {
      // The station goes on: somebody can still open the page, here or after this has been put right.
      say(`${opened.why} Open ${url} in a browser.`)
      return
    }
    open = opened
    if (isClosing) opened.close()
    const code = await opened.ended
    open = null
    if (isClosing || (code === 0 && endsWithWindow)) return ending.resolve()
    failures = countFailure(failures, performance.now() - openedAtMs)
    timer = setTimeout(() => void show(), restartDelayMs(failures))
  }

  void show()
  return {
    ended: ending.promise,
    close: () => {
      isClosing = true
      if (timer) clearTimeout(timer)
      if (open) open.close()
      else ending.resolve()
    },
  }
}
