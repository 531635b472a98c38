/** `BrowserWindow` of the stand-in. Headless, so what would be seen of the window itself is told to the test instead. */
import { app, userDataDir } from './app.ts'
import { openWindows } from './open-windows.ts'
import { KnownEvents, knowOnly, makeEvent, strict, tellTest } from './strict.ts'
import { StandInContents } from './web-contents.ts'

type WebPreferences = { preload?: string; sandbox?: boolean; contextIsolation?: boolean; nodeIntegration?: boolean }

const knownOptions = ['title', 'show', 'kiosk', 'fullscreen', 'width', 'height', 'backgroundColor', 'autoHideMenuBar']
const knownPreferences = [
  'preload',
  'sandbox',
  'contextIsolation',
  'nodeIntegration',
  'webviewTag',
  'navigateOnDragDrop',
  'devTools',
  'spellcheck',
  'autoplayPolicy',
  'backgroundThrottling',
]

export class BrowserWindow {
  static getAllWindows(): object[] {
    return [...openWindows]
  }

  constructor(options: Record<string, unknown> & { webPreferences?: WebPreferences }) {
    const { webPreferences = {}, ...others } = options
    knowOnly('BrowserWindow options', others, knownOptions)
    knowOnly('webPreferences', webPreferences, knownPreferences)
    if (!webPreferences.sandbox || !webPreferences.contextIsolation || webPreferences.nodeIntegration) {
      throw new Error('The stand-in for Electron covers only a sandboxed and isolated page')
    }
    tellTest('window', options)
    const contents = new StandInContents(String(webPreferences.preload), userDataDir())
    const events = new KnownEvents('BrowserWindow', ['ready-to-show', 'close', 'closed'])
    contents.events.once('did-finish-load', () => events.emit('ready-to-show'))
    app.emit('web-contents-created', {}, contents.face)
    const window = strict(
      'BrowserWindow',
      Object.assign(events, {
        webContents: contents.face,
        show: () => tellTest('shown'),
        focus: () => tellTest('focused'),
        restore: () => tellTest('restored'),
        isMinimized: () => true,
        close: () => {
          const event = makeEvent('close', {})
          events.emit('close', event)
          tellTest('close', { isPrevented: event.isPrevented() })
          if (event.isPrevented()) return
          openWindows.splice(openWindows.indexOf(window), 1)
          events.emit('closed')
          if (openWindows.length === 0) app.emit('window-all-closed')
        },
      }),
    )
    openWindows.push(window)
    // biome-ignore lint/correctness/noConstructorReturn: the shell must meet the strict face, never the bare object.
    return window as BrowserWindow
  }
}
