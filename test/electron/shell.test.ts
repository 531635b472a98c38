import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { findBrowser } from '../../electron/find-browser.ts'
import { type Line, runShell, type Shell } from './run-shell.ts'

const skip = findBrowser() === null && 'no Chromium, Chrome or Edge is installed'

const isStation =
  (type: string) =>
  (line: Line): boolean =>
    line.event === 'station' && line.type === type
const isLoaded = (line: Line): boolean => line.standIn === 'loaded'
const isUtility = (line: Line): boolean => line.standIn === 'utility-process'

/** The page once it has been handed its `count`th port. */
async function pageWithPort(shell: Shell, count = 1): Promise<Page> {
  const page = await shell.page()
  // Not waitForFunction: it would run text as a program, which the page's policy refuses.
  await page.waitForSelector(`html[data-ports="${count}"]`)
  return page
}

type Answer = { question: unknown; pid: number; choice: unknown }

describe('a running shell', { skip }, () => {
  let shell: Shell
  let page: Page
  before(async () => {
    shell = runShell()
    page = await pageWithPort(shell)
  })
  after(() => shell.stop())

  test('shows the screens through its own protocol', async () => {
    assert.equal(await page.textContent('h1'), 'Fixture screens')
    assert.deepEqual((await shell.line((line) => line.standIn === 'ready')).privileges, {
      app: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    })
  })

  test('lets the page run nothing that is not a file of its own', async () => {
    assert.deepEqual(await page.evaluate('[typeof inlineRan, typeof textRan]'), ['undefined', 'undefined'])
    assert.deepEqual([...new Set((await page.evaluate('violations')) as string[])].sort(), [
      'img-src https://example.org/pixel.png',
      'script-src-elem inline',
    ])
    const headers = (await page.evaluate('fetch("/").then((r) => Object.fromEntries(r.headers))')) as Record<
      string,
      string
    >
    assert.match(headers['content-security-policy'] ?? '', /^default-src 'none'; script-src 'self';/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
  })

  test('prints without a dialog when the page asks for it', async () => {
    await page.evaluate("window.postMessage('foyer-print', location.origin)")
    const printed = await shell.line((line) => line.standIn === 'print')
    assert.equal(printed.silent, true)
  })

  test('hands the page a port whose other end is the station', async () => {
    const answer = (await page.evaluate('ask("who is there")')) as Answer
    const { pid } = await shell.line(isUtility)
    assert.deepEqual(answer, { question: 'who is there', pid, choice: { type: 'data', dataDir: shell.dir } })
  })

  test('gives the page nothing else: no Node, no Electron', async () => {
    const found = await page.evaluate('[typeof require, typeof process, typeof module, typeof electron]')
    assert.deepEqual(found, ['undefined', 'undefined', 'undefined', 'undefined'])
  })

  test('gives a reloaded page a new port', async () => {
    await page.reload()
    await page.waitForSelector('html[data-ports="1"]')
    const answer = (await page.evaluate('ask("again")')) as Answer
    assert.equal(answer.question, 'again')
  })

  test('gives a page that has given its port up another one, and only one', async () => {
    await page.evaluate('ports.at(-1).close()')
    await page.waitForSelector('html[data-ports="2"]')
    const answer = (await page.evaluate('ask("there again")')) as Answer
    assert.equal(answer.question, 'there again')
    assert.equal(await page.evaluate('ports.length'), 2)
  })

  test('stays where it is when the page wants to go elsewhere', async () => {
    for (const url of ['https://example.org/', 'file:///etc/passwd', 'http://127.0.0.1:9/']) {
      await page.evaluate(`location.href = ${JSON.stringify(url)}`).catch(() => {})
    }
    await shell.line((line) => line.event === 'navigation-denied' && line.url === 'https://example.org/')
    await shell.line((line) => line.event === 'navigation-denied' && line.url === 'http://127.0.0.1:9/')
    assert.equal(await page.textContent('h1'), 'Fixture screens')
  })

  test('opens no second window', async () => {
    assert.equal(await page.evaluate('window.open("https://example.org/popup")'), null)
    await shell.line((line) => line.event === 'window-denied' && line.url === 'https://example.org/popup')
  })

  test('shows no other page inside of its own', async () => {
    await page.evaluate(`{
      const frame = document.createElement('iframe')
      frame.src = '/inner.html'
      document.body.append(frame)
    }`)
    // The content security policy refuses it (frame-src falls back to 'none') before the shell is even asked.
    assert.equal(
      await page.evaluate('document.querySelector("iframe").contentDocument?.querySelector("h1") ?? null'),
      null,
    )
  })

  test('lets no request reach the network', async () => {
    const failed = await page.evaluate('fetch("https://example.org/x").then(() => "reached", () => "failed")')
    assert.equal(failed, 'failed')
    assert.equal(
      await page.evaluate('fetch("/../../../../etc/passwd").then((r) => r.status)'),
      404,
      'a way up ends at the top of the screens',
    )
    assert.equal(await page.evaluate('fetch("/..%2f..%2f..%2fpackage.json").then((r) => r.status)'), 400)
  })

  test('grants no permission', async () => {
    const states = await page.evaluate(`Promise.all(
      ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'].map((name) =>
        navigator.permissions.query({ name }).then((answer) => answer.state)),
    )`)
    assert.deepEqual(states, Array(6).fill('denied'))
  })

  test('says on stdout where it serves', () => {
    assert.equal(shell.stdout(), 'ready app://foyer/\n')
  })

  test('is brought to the front by a second start, which leaves at once', async () => {
    const second = runShell({ dir: shell.dir })
    assert.equal(await second.ended, 0)
    assert.deepEqual(
      second.lines.map((line) => line.event ?? line.standIn).filter((what) => what !== 'ready'),
      ['already-running'],
    )
    await shell.line((line) => line.standIn === 'focused')
    await shell.line((line) => line.standIn === 'restored')
  })
})

test('a kiosk covers the screen, has no menu, keeps the display on and cannot be closed from its keyboard', {
  skip,
}, async () => {
  const shell = runShell({ isWindowed: false })
  try {
    await pageWithPort(shell)
    const window = await shell.line((line) => line.standIn === 'window')
    assert.equal(window.kiosk, true)
    assert.equal((window.webPreferences as { devTools: boolean }).devTools, false)
    assert.equal((await shell.line((line) => line.standIn === 'menu')).isRemoved, true)
    await shell.line((line) => line.standIn === 'power-save-blocker')
    shell.process.send({ type: 'close-window' })
    assert.equal((await shell.line((line) => line.standIn === 'close')).isPrevented, true)
    shell.process.kill('SIGTERM')
    assert.equal(await shell.ended, 0)
  } finally {
    await shell.stop()
  }
})

test('a station that dies is started again; the page hears of it and has a new port', { skip }, async () => {
  const shell = runShell()
  try {
    await pageWithPort(shell)
    const first = Number((await shell.line(isUtility)).pid)
    process.kill(first, 'SIGKILL')
    const down = await shell.line(isStation('down'))
    assert.equal(Number(down.retryAtMs) - Date.parse(String(down.at)) <= 500, true)
    const second = Number((await shell.line(isUtility, 1)).pid)
    await shell.line(isStation('ready'), 1)
    const page = await pageWithPort(shell, 2)
    assert.equal(((await page.evaluate('ask(1)')) as Answer).pid, second)
    assert.equal(await page.evaluate('closedPorts'), 1)
  } finally {
    await shell.stop()
  }
})

test('a station that cannot start is asked again and again, slower each time, and its reason is on screen', {
  skip,
}, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-refusing-'))
  writeFileSync(join(dir, 'refuse'), '')
  const shell = runShell({ dir, args: ['--data', dir] })
  try {
    const page = await shell.page()
    await page.waitForSelector('#why:not([hidden])')
    assert.equal(await page.textContent('#why'), 'station.json: station.zone: expected an <IANA> zone')
    assert.equal(await page.textContent('h1'), 'Out of order')
    assert.match((await page.textContent('#others')) ?? '', /Außer Betrieb/)
    assert.match((await page.textContent('#countdown')) ?? '', /^(\d+|…)$/)
    const downs = [await shell.line(isStation('down')), await shell.line(isStation('down'), 1)]
    const [one, two] = downs.map((line) => Number(line.retryAtMs) - Date.parse(String(line.at)))
    assert.ok(Number(two) > Number(one), `${two} ms after ${one} ms`)
    // Mended while the shell runs: nobody has to start it again.
    rmSync(join(dir, 'refuse'))
    await pageWithPort(shell)
  } finally {
    await shell.stop()
    rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
})

test('a page that crashes comes back with a new port', { skip }, async () => {
  const shell = runShell()
  try {
    const page = await pageWithPort(shell)
    const session = await page.context().newCDPSession(page)
    session.send('Page.crash').catch(() => {})
    await shell.line((line) => line.event === 'screen-gone')
    await shell.line(isLoaded, 1)
    const again = await pageWithPort(shell)
    assert.equal(((await again.evaluate('ask("back")')) as Answer).question, 'back')
  } finally {
    await shell.stop()
  }
})

test('a page that hangs is ended and comes back', { skip }, async () => {
  const shell = runShell({ env: { STAND_IN_HANG_MS: '3000' } })
  try {
    const page = await pageWithPort(shell)
    page.evaluate('for (;;) {}').catch(() => {})
    await shell.line((line) => line.event === 'screen-unresponsive')
    await shell.line((line) => line.event === 'screen-gone')
    await shell.line(isLoaded, 1)
    const again = await pageWithPort(shell)
    assert.equal(((await again.evaluate('ask("back")')) as Answer).question, 'back')
  } finally {
    await shell.stop()
  }
})

test('leaving closes the station first', { skip }, async () => {
  const shell = runShell()
  try {
    await pageWithPort(shell)
    const { pid } = await shell.line(isUtility)
    shell.process.send({ type: 'close-window' })
    assert.equal(await shell.ended, 0)
    assert.ok(existsSync(join(shell.dir, 'closed')), 'the station was asked to close')
    assert.throws(() => process.kill(Number(pid), 0), 'the station is gone')
  } finally {
    await shell.stop()
  }
})

test('a bug in the shell is written down; a kiosk then starts anew, a window in development ends', {
  skip,
}, async () => {
  const [kiosk, windowed] = [runShell({ isWindowed: false, isBugWanted: true }), runShell({ isBugWanted: true })]
  try {
    await Promise.all([pageWithPort(kiosk), pageWithPort(windowed)])
    for (const shell of [kiosk, windowed]) shell.process.send({ type: 'bug' })
    assert.equal(await windowed.ended, 1)
    assert.equal(await kiosk.ended, 1)
    assert.match(String((await kiosk.line((line) => line.event === 'bug')).error), /a bug in the shell/)
    const { args } = (await kiosk.line((line) => line.standIn === 'relaunch')) as unknown as { args: string[] }
    assert.equal(args.at(-1), '--failures=1')
    assert.equal(
      windowed.lines.some((line) => line.standIn === 'relaunch'),
      false,
    )
  } finally {
    await kiosk.stop()
    await windowed.stop()
  }
})
