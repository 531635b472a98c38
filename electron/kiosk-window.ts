/** The one window: over the whole screen, without a way out, its page without any power of Node. */
import { app, BrowserWindow, Menu, powerSaveBlocker } from 'electron'
import type { ShellOptions } from './shell-options.ts'

/** Makes the window; it shows itself with its first picture, so that nobody sees it white. */
export function openKioskWindow(options: ShellOptions): BrowserWindow {
  // The default menu brings shortcuts for reload, zoom, developer tools and quit.
  Menu.setApplicationMenu(null)
  const isKiosk = !options.isWindowed
  const window = new BrowserWindow({
    title: 'Foyer',
    show: false,
    kiosk: isKiosk,
    fullscreen: isKiosk,
    width: 1280,
    height: 800,
    backgroundColor: '#101418',
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.places.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools: options.isWindowed,
      // The spell checker would fetch dictionaries from the network.
      spellcheck: false,
      // Outcomes have a sound although nobody has clicked.
      autoplayPolicy: 'no-user-gesture-required',
      // The clock goes on although another window may be in front.
      backgroundThrottling: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  if (isKiosk) keepOpen(window)
  return window
}

/** A kiosk's window is not closed from its keyboard (Alt+F4), and its display does not go to sleep. */
function keepOpen(window: BrowserWindow): void {
  let isQuitting = false
  app.on('before-quit', () => {
    isQuitting = true
  })
  window.on('close', (event) => {
    if (!isQuitting) event.preventDefault()
  })
  powerSaveBlocker.start('prevent-display-sleep')
}
