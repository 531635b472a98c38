/**
 * Stands for the module `electron` in tests: just what the shell uses. An import of anything else does not link, and
 * anything else on these objects throws with its name (strict.ts).
 */
import { app } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import { openWindows } from './open-windows.ts'
import { MessageChannelMain } from './ports.ts'
import { protocol, session } from './session.ts'
import { strict, tellTest } from './strict.ts'
import { utilityProcess } from './utility-process.ts'

const Menu = strict('Menu', {
  setApplicationMenu: (menu: object | null) => tellTest('menu', { isRemoved: menu === null }),
})
const powerSaveBlocker = strict('powerSaveBlocker', {
  start: (kind: string) => {
    tellTest('power-save-blocker', { kind })
    return 1
  },
})

/** What a person at the window could do; a test asks for it over the channel that it forked this process with. */
process.on('message', (order: { type: 'close-window' } | { type: 'bug' }) => {
  switch (order.type) {
    case 'close-window':
      for (const window of [...openWindows]) window.close()
      return
    case 'bug':
      setImmediate(() => {
        throw new Error('a bug in the shell')
      })
  }
})
process.channel?.unref()
// It must not outlive a test that was killed.
process.on('disconnect', () => process.exit(1))

export { app, BrowserWindow, Menu, MessageChannelMain, powerSaveBlocker, protocol, session, utilityProcess }
