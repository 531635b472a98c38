/**
 * What a page may not do, whatever page it is: ask for a permission (but the camera, where photos are taken) or a device, go anywhere, open a window, fetch from
 * the network, download anything but what it made itself. Electron, “Security”: the defaults allow most of this.
 */
import { app, type Session, session, type WebContents } from 'electron'
import { isOwnAddress } from './app-address.ts'
import { isCameraOfScreens } from './camera-permission.ts'
import { isOwnDownload, saveDownload } from './save-download.ts'
import type { ShellLog } from './shell-log.ts'

/** Must run before the app is ready. */
export function hardenChromium(): void {
  app.enableSandbox()
  // Nothing but the station talks to a network: no component updates, no probing, no pings.
  app.commandLine.appendSwitch('disable-background-networking')
  app.commandLine.appendSwitch('disable-component-update')
  app.commandLine.appendSwitch('disable-domain-reliability')
  app.commandLine.appendSwitch('no-pings')
}

/**
 * Locks the session and every page that is ever made. `isWindowed`: developer tools may load themselves. `usesCamera`: whether
 * the station takes photos, asked anew each time.
 */
export function lockDown(log: ShellLog, isWindowed: boolean, usesCamera: () => boolean): void {
  lockPermissions(session.defaultSession, log, usesCamera)
  lockSession(session.defaultSession, log, isWindowed)
  app.on('web-contents-created', (_event, contents) => lockPage(contents, log))
}

function lockPermissions(ours: Session, log: ShellLog, usesCamera: () => boolean): void {
  ours.setPermissionRequestHandler((_contents, permission, decide, details) => {
    const kinds = 'mediaTypes' in details ? details.mediaTypes : undefined
    const asked = { permission, url: details.requestingUrl, isMainFrame: details.isMainFrame, kinds }
    const isGranted = usesCamera() && isCameraOfScreens(asked)
    if (!isGranted) log('permission-denied', { permission })
    decide(isGranted)
  })
  ours.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const kinds = details.mediaType === undefined ? undefined : [details.mediaType]
    const asked = { permission, url: details.requestingUrl ?? origin, isMainFrame: details.isMainFrame, kinds }
    return usesCamera() && isCameraOfScreens(asked)
  })
}

function lockSession(ours: Session, log: ShellLog, isWindowed: boolean): void {
  ours.setDevicePermissionHandler(() => false)
  ours.setDisplayMediaRequestHandler((_request, decide) => decide(null))
  ours.on('select-hid-device', (event, _details, choose) => {
    event.preventDefault()
    choose(null)
  })
  ours.on('select-usb-device', (event, _details, choose) => {
    event.preventDefault()
    choose()
  })
  ours.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault()
    choose('')
  })
  ours.on('will-download', (event, item) => {
    if (isOwnDownload(item.getURL())) return void log('saved', { file: saveDownload(item) })
    event.preventDefault()
  })
  ours.webRequest.onBeforeRequest((request, decide) => {
    const isAllowed = isOwnAddress(request.url) || isWithoutNetwork(request.url, isWindowed)
    if (!isAllowed) log('request-denied', { url: request.url })
    decide({ cancel: !isAllowed })
  })
}

/** The content security policy decides about these; they reach no network. */
function isWithoutNetwork(url: string, isWindowed: boolean): boolean {
  const protocol = URL.parse(url)?.protocol
  return protocol === 'data:' || protocol === 'blob:' || (isWindowed && protocol === 'devtools:')
}

function lockPage(contents: WebContents, log: ShellLog): void {
  contents.on('will-frame-navigate', (details) => {
    if (isOwnAddress(details.url) && details.isMainFrame) return
    log('navigation-denied', { url: details.url })
    details.preventDefault()
  })
  contents.on('will-redirect', (details) => details.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault()
    choose('')
  })
  contents.setWindowOpenHandler(({ url }) => {
    log('window-denied', { url })
    return { action: 'deny' }
  })
}
