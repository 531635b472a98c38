/** What is to be seen: the screens, or Out of order while there is no station. */
import type { WebContents } from 'electron'
import type { StationState } from '../core/station/station-keeper.ts'
import { isScreensAddress, outOfOrderUrl, screensUrl } from './app-address.ts'
import type { ShellLog } from './shell-log.ts'

export type ScreenChoice = {
  /** Shows what `state` asks for; a page that is already right is left alone. */
  follow: (state: StationState) => void
  /** Loads what is to be seen now once more, after a crash. */
  showAgain: () => void
}

export function chooseScreen(contents: WebContents, log: ShellLog): ScreenChoice {
  let url = screensUrl
  const show = (): void => {
    // A load that another one overtakes rejects; a page that cannot be had is told by the protocol's answer.
    contents.loadURL(url).catch((error: unknown) => log('page-not-loaded', { url, why: String(error) }))
  }
  show()
  return {
    showAgain: show,
    follow: (state) => {
      switch (state.type) {
        case 'ready':
          if (isScreensAddress(url)) return
          url = screensUrl
          return show()
        case 'down':
          url = outOfOrderUrl(state.why, state.retryAtMs)
          return show()
        case 'starting':
        case 'closed':
          return
      }
    },
  }
}
