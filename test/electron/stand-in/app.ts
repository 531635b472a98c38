/** `app` of the stand-in: life from start to quit, and the single-instance lock as a socket in the profile's folder. */
import { rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { openWindows } from './open-windows.ts'
import { kept } from './session.ts'
import { KnownEvents, makeEvent, strict, tellTest } from './strict.ts'

const events = new KnownEvents('app', [
  'second-instance',
  'web-contents-created',
  'before-quit',
  'will-quit',
  'window-all-closed',
])
const switches: string[] = []
let isQuitting = false

/** Chromium's own switch, which Electron honours. */
export function userDataDir(): string {
  const flag = '--user-data-dir='
  const stated = process.argv.find((argument) => argument.startsWith(flag))
  if (stated === undefined) throw new Error(`The stand-in for Electron wants ${flag}DIR`)
  return stated.slice(flag.length)
}

const ready = new Promise<void>((resolve) => {
  setImmediate(() => {
    kept.isReady = true
    tellTest('ready', { switches, privileges: Object.fromEntries(kept.privilegesByScheme) })
    resolve()
  })
})

export const app = strict(
  'app',
  Object.assign(events, {
    isPackaged: false,
    commandLine: strict('commandLine', {
      appendSwitch: (name: string) => {
        if (kept.isReady) throw new Error('A switch after the start has no effect')
        switches.push(name)
      },
    }),
    whenReady: () => ready,
    getPath: (name: string) => {
      if (name === 'downloads') return join(userDataDir(), 'downloads')
      if (name !== 'userData') throw new Error(`The stand-in for Electron does not cover app.getPath('${name}')`)
      return userDataDir()
    },
    enableSandbox: () => {
      switches.push('sandbox')
    },
    requestSingleInstanceLock: () => requestLock(),
    quit: () => void setImmediate(quit),
    exit: (code = 0) => process.exit(code),
    relaunch: (options: { args: string[] }) => tellTest('relaunch', options),
  }),
)

/** `app.quit()`: each step can be called off by whoever listens, as documented. */
function quit(): void {
  if (isQuitting) return
  isQuitting = true
  if (isCalledOff('before-quit')) return
  for (const window of [...openWindows]) window.close()
  if (openWindows.length > 0 || isCalledOff('will-quit')) {
    isQuitting = false
    return
  }
  process.exit(0)
}

function isCalledOff(name: string): boolean {
  const event = makeEvent(name, {})
  events.emit(name, event)
  if (event.isPrevented()) isQuitting = false
  return event.isPrevented()
}

/**
 * Electron's lock is known at once, a socket's is not; so the lock was asked for before the shell's first line ran.
 */
function requestLock(): boolean {
  return hasLock
}

const socket =
  process.platform === 'win32'
    ? `\\\\.\\pipe\\foyer-stand-in-${Buffer.from(userDataDir()).toString('hex').slice(-60)}`
    : join(userDataDir(), 'lock')
const hasLock = await takeLock()

async function takeLock(): Promise<boolean> {
  const isTaken = await new Promise<boolean>((resolve) => {
    const asking = connect(socket)
    asking.once('connect', () => {
      asking.end()
      resolve(true)
    })
    asking.once('error', () => resolve(false))
  })
  if (isTaken) return false
  // Left behind by a stand-in that was killed.
  if (process.platform !== 'win32') rmSync(socket, { force: true })
  const server = createServer((other) => {
    other.resume()
    events.emit('second-instance', {}, [], '', null)
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  server.unref()
  return true
}

// Electron quits on these by itself.
process.on('SIGTERM', () => app.quit())
process.on('SIGINT', () => app.quit())
