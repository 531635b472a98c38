/** Opens the page of fields in a real browser, and types on it as several keyboards of one computer do. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import type { Browser, CDPSession, Page } from 'playwright-core'
import type { KeyEvent } from '../renderer/key-streams.ts'
import { readReports } from '../renderer/run-key-reader.ts'
import { findChromium, launchChromium } from './chromium.ts'

/** Keys reach the page so long before they are pressed by their time stamp, so that a busy machine changes none of them. */
const leadMs = 400

export type FieldsPage = {
  page: Page
  /** Types a stream from now on, and waits until its last key has come to rest. */
  type: (events: readonly BrowserKey[]) => Promise<void>
  /** The badges that were presented since the last call. */
  takeBadges: () => Promise<string[]>
  count: (what: 'presses' | 'submits') => Promise<number>
  cdp: CDPSession
}

/** `isRepeat`: the system repeats a key that is down. */
export type BrowserKey = Pick<KeyEvent, 'type' | 'code' | 'key' | 'atMs'> & { isRepeat?: boolean; isControl?: boolean }

let launched: Promise<Browser> | null = null
let script: Promise<string> | null = null

after(async () => {
  await (await launched)?.close()
})

export async function openFields(): Promise<FieldsPage> {
  const executablePath = findChromium()
  assert.ok(executablePath)
  launched ??= launchChromium(executablePath)
  script ??= bundle()
  const page = await (await launched).newPage()
  await page.setContent('<!doctype html><meta charset="utf-8"><div id="root"></div>')
  await page.addScriptTag({ content: await script })
  await page.locator('#plain-button').waitFor()
  const cdp = await page.context().newCDPSession(page)
  return {
    page,
    cdp,
    type: async (events) => {
      const originMs = Date.now() + leadMs - (events[0]?.atMs ?? 0)
      const sent: Promise<unknown>[] = []
      for (const event of events) {
        const earlyMs = originMs + event.atMs - leadMs - Date.now()
        if (earlyMs > 5) await sleep(earlyMs)
        sent.push(cdp.send('Input.dispatchKeyEvent', toCdp(event, originMs)))
      }
      await Promise.all(sent)
      await page.evaluate(
        `new Promise((resolve) => setTimeout(resolve, ${originMs + (events.at(-1)?.atMs ?? 0) + 300} - Date.now()))`,
      )
    },
    takeBadges: async () => {
      const presented: { reports: string[]; end: string }[] = await page.evaluate('seen.presented.splice(0)')
      return presented.map(({ reports, end }) => (end === 'garbled' ? end : readReports(reports)))
    },
    count: (what) => page.evaluate(`seen.${what}`),
  }
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page/fields-page.tsx')],
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

const virtualKeys: Record<string, number> = {
  Enter: 13,
  NumpadEnter: 13,
  Tab: 9,
  Space: 32,
  ShiftLeft: 16,
  Backspace: 8,
  ArrowLeft: 37,
  Home: 36,
  Minus: 189,
  Period: 190,
  Comma: 188,
  Semicolon: 186,
  Slash: 191,
}

function toCdp({ type, code, key, atMs, isRepeat = false, isControl = false }: BrowserKey, originMs: number) {
  const character = /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? ''
  const keypad = /^Numpad(\d)$/.exec(code)?.[1]
  const windowsVirtualKeyCode =
    virtualKeys[code] ?? (keypad === undefined ? character.charCodeAt(0) : 96 + Number(keypad))
  const text = key === 'Enter' ? '\r' : key.length === 1 && !isControl ? key : ''
  return {
    type: type === 'up' ? ('keyUp' as const) : text === '' ? ('rawKeyDown' as const) : ('keyDown' as const),
    code,
    key,
    ...(type === 'down' && text !== '' ? { text, unmodifiedText: text } : {}),
    windowsVirtualKeyCode,
    isKeypad: code.startsWith('Numpad'),
    autoRepeat: isRepeat,
    modifiers: isControl ? 2 : 0,
    timestamp: (originMs + atMs) / 1000,
  }
}
