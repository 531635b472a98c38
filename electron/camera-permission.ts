/** Whether a page may have what it asks for: the camera for the screens where photos are taken, and nothing else ever. */
import { isScreensAddress } from './app-address.ts'

/** As Electron asks: `media` with the kinds that are wanted, in the plural when asked for and in the singular when looked up. */
export type PermissionAsked = {
  permission: string
  url: string | undefined
  isMainFrame: boolean
  kinds: readonly string[] | undefined
}

export function isCameraOfScreens({ permission, url, isMainFrame, kinds }: PermissionAsked): boolean {
  const isVideoAlone = kinds?.length === 1 && kinds[0] === 'video'
  return permission === 'media' && isVideoAlone && isMainFrame && url !== undefined && isScreensAddress(url)
}
