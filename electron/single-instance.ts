/** One shell per user of the machine: a second start brings the first one's window to the front and leaves. */
import { app, BrowserWindow } from 'electron'

/** False where another shell runs already; the caller then leaves at once. */
export function becomeOnlyInstance(): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', () => {
    const window = BrowserWindow.getAllWindows()[0]
    if (window === undefined) return
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  return true
}
