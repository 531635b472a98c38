/**
 * What is to be seen: the screens, or the shell's own Out of order. The screens notice by themselves that their station has
 * died and say so; the shell takes over where that is not soon mended, or where there is a reason to be read.
 */
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
  let hasServed = false
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
          hasServed = true
          if (isScreensAddress(url)) return
          url = screensUrl
          return show()
        case 'down': {
          const isFirst = hasServed && state.why === null
          hasServed = false
          if (isFirst) return
          url = outOfOrderUrl(state.why, state.retryAtMs)
          return show()
        }
        case 'starting':
        case 'closed':
          return
      }
    },
  }
}
