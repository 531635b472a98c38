/**
 * What a page may not do, whatever page it is: ask for a permission or a device, go anywhere, open a window, fetch from
 * the network, download anything but what it made itself. Electron, “Security”: the defaults allow most of this.
 */
import { app, type Session, session, type WebContents } from 'electron'
import { isOwnAddress } from './app-address.ts'
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

/** Locks the session and every page that is ever made. `isWindowed`: developer tools may load themselves. */
export function lockDown(log: ShellLog, isWindowed: boolean): void {
  lockSession(session.defaultSession, log, isWindowed)
  app.on('web-contents-created', (_event, contents) => lockPage(contents, log))
}

function lockSession(ours: Session, log: ShellLog, isWindowed: boolean): void {
  ours.setPermissionRequestHandler((_contents, permission, decide) => {
    log('permission-denied', { permission })
    decide(false)
  })
  ours.setPermissionCheckHandler(() => false)
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
