/** Starts the installed Chromium for a window of the stand-in, and ends it with the stand-in. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser } from '../../../electron/find-browser.ts'

/** The endpoint of its DevTools protocol, once it listens. */
export async function startChromium(profileDir: string): Promise<{ endpoint: string; end: () => void }> {
  const browser = findBrowser()
  if (browser === null) throw new Error('The stand-in for Electron needs an installed Chromium')
  const dir = join(profileDir, 'chromium')
  mkdirSync(dir, { recursive: true })
  const child = spawn(
    browser,
    [
      '--headless',
      '--remote-debugging-port=0',
      // Nobody talks over the pipe; Chromium ends when it breaks, so it never outlives a stand-in that is killed.
      '--remote-debugging-pipe',
      `--user-data-dir=${dir}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-gpu',
      // Electron's pages hear when the other end of a port is gone (Electron, “MessagePorts in Electron”).
      '--enable-blink-features=MessagePortCloseEvent',
      '--disable-dev-shm-usage',
      // A page that got past the shell still reaches nothing.
      '--host-resolver-rules=MAP * ~NOTFOUND',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
  )
  const end = (): void => {
    child.kill('SIGKILL')
  }
  process.once('exit', end)
  return { endpoint: await readEndpoint(child), end }
}

function readEndpoint(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said += String(chunk)
      const endpoint = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (endpoint) resolve(endpoint)
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Chromium ended with code ${code}: ${said}`)))
  })
}
