import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import './stand-in/register.ts'

type Kept = typeof import('./stand-in/session.ts')
type Strict = typeof import('./stand-in/strict.ts')

const dir = mkdtempSync(join(tmpdir(), 'foyer-lockdown-'))
const logged: { event: string; facts: object | undefined }[] = []
let kept: Kept['kept']
let sessionEvents: Kept['sessionEvents']
let pageEvents: InstanceType<Strict['KnownEvents']>
let makeEvent: Strict['makeEvent']
let isTakingPhotos = false
let openWindow: ((details: { url: string }) => unknown) | null = null

before(async () => {
  // The stand-in keeps its lock there, as Electron does.
  process.argv.push(`--user-data-dir=${dir}`)
  mkdirSync(join(dir, 'downloads'))
  const strict = await import('./stand-in/strict.ts')
  makeEvent = strict.makeEvent
  const session = await import('./stand-in/session.ts')
  kept = session.kept
  sessionEvents = session.sessionEvents
  const { app } = await import('./stand-in/app.ts')
  const { lockDown } = await import('../../electron/lockdown.ts')
  lockDown(
    (event, facts) => logged.push({ event, facts }),
    false,
    () => isTakingPhotos,
  )
  pageEvents = new strict.KnownEvents('webContents', [
    'will-frame-navigate',
    'will-redirect',
    'will-attach-webview',
    'select-bluetooth-device',
  ])
  const contents = Object.assign(pageEvents, {
    setWindowOpenHandler: (handler: typeof openWindow) => {
      openWindow = handler
    },
  })
  app.emit('web-contents-created', {}, contents)
})
after(() => rmSync(dir, { recursive: true, force: true }))

type Asked = { requestingUrl?: string; isMainFrame?: boolean; mediaTypes?: string[] }

/** Asked for and looked up, with one answer. */
function isGranted(permission: string, asked: Asked = {}): boolean {
  const { mediaTypes, ...rest } = asked
  const page = { requestingUrl: 'app://foyer/', isMainFrame: true, ...rest }
  const answers: boolean[] = []
  const details = { ...page, ...(mediaTypes && { mediaTypes }) }
  kept.permissionRequest?.({}, permission, (granted) => void answers.push(granted), details)
  // Electron looks up each kind by itself.
  for (const mediaType of mediaTypes ?? [undefined]) {
    const looked = { ...page, ...(mediaType !== undefined && { mediaType }) }
    answers.push(kept.permissionCheck?.({}, permission, 'app://foyer/', looked) === true)
  }
  return answers.every((answer) => answer)
}

test('every permission is refused, asked for or looked up', () => {
  for (const permission of ['media', 'hid', 'geolocation', 'notifications']) assert.equal(isGranted(permission), false)
  assert.equal(isGranted('media', { mediaTypes: ['video'] }), false, 'no photos are taken')
  assert.deepEqual(logged.at(-1), { event: 'permission-denied', facts: { permission: 'media' } })
})

test('where photos are taken the screens have the camera, and nobody has it else, nor anything with it', () => {
  isTakingPhotos = true
  const video = { mediaTypes: ['video'] }
  assert.equal(isGranted('media', video), true)
  assert.equal(isGranted('media', { mediaTypes: ['audio'] }), false)
  assert.equal(isGranted('media', { mediaTypes: ['video', 'audio'] }), false)
  assert.equal(isGranted('media', { mediaTypes: [] }), false)
  assert.equal(isGranted('media'), false)
  assert.equal(isGranted('display-capture', video), false)
  assert.equal(isGranted('media', { ...video, isMainFrame: false }), false)
  for (const requestingUrl of ['https://example.org/', 'app://other/', 'app://foyer/out-of-order/', 'no address']) {
    assert.equal(isGranted('media', { ...video, requestingUrl }), false, requestingUrl)
  }
  isTakingPhotos = false
  assert.equal(isGranted('media', video), false, 'a station that came back without photos')
})

test('no device is ever chosen: HID, USB, serial, Bluetooth, screen', () => {
  assert.equal(kept.devicePermission?.({ deviceType: 'hid' }), false)
  const choose = (events: typeof pageEvents, name: string, isWithTwo: boolean): unknown[] => {
    const chosen: unknown[] = []
    const event = makeEvent(name, {})
    const decide = (...device: unknown[]): void => {
      chosen.push(...device)
    }
    events.emit(name, event, [{ deviceId: 'x' }], ...(isWithTwo ? [{}, decide] : [decide]))
    assert.equal(event.isPrevented(), true, name)
    return chosen
  }
  assert.deepEqual(choose(sessionEvents, 'select-hid-device', false), [null])
  assert.deepEqual(choose(sessionEvents, 'select-usb-device', false), [])
  assert.deepEqual(choose(sessionEvents, 'select-serial-port', true), [''])
  assert.deepEqual(choose(pageEvents, 'select-bluetooth-device', false), [''])
  let streams: object | null | undefined
  kept.displayMedia?.({}, (given) => {
    streams = given
  })
  assert.equal(streams, null)
})

test('only our own addresses, and what reaches no network, may be fetched', async () => {
  const { isRequestAllowed } = await import('./stand-in/session.ts')
  assert.equal(await isRequestAllowed('app://foyer/index.html'), true)
  assert.equal(await isRequestAllowed('data:text/plain,x'), true)
  for (const url of [
    'https://example.org/',
    'http://127.0.0.1:7310/',
    'ws://127.0.0.1/',
    'file:///etc/passwd',
    'app://other/',
    'devtools://devtools/bundled/x.html',
  ]) {
    assert.equal(await isRequestAllowed(url), false, url)
  }
})

test('a page goes nowhere but to our own, is not redirected, holds no other page and opens no window', () => {
  const navigate = (url: string, isMainFrame: boolean): boolean => {
    const event = makeEvent('will-frame-navigate', { url, isMainFrame })
    pageEvents.emit('will-frame-navigate', event)
    return !event.isPrevented()
  }
  assert.equal(navigate('app://foyer/', true), true)
  assert.equal(navigate('app://foyer/', false), false)
  assert.equal(navigate('https://example.org/', true), false)
  for (const name of ['will-redirect', 'will-attach-webview']) {
    const event = makeEvent(name, {})
    pageEvents.emit(name, event)
    assert.equal(event.isPrevented(), true, name)
  }
  assert.deepEqual(openWindow?.({ url: 'app://foyer/' }), { action: 'deny' })
})

test('nothing is downloaded but what the page made itself, which goes to the folder for downloads under a free name', () => {
  const saved: string[] = []
  const download = (url: string): boolean => {
    const event = makeEvent('will-download', {})
    const item = {
      getURL: () => url,
      getFilename: () => '../hours.csv',
      setSavePath: (path: string) => void saved.push(path),
    }
    sessionEvents.emit('will-download', event, item)
    return !event.isPrevented()
  }
  assert.equal(download('https://example.org/hours.csv'), false)
  assert.equal(download('app://foyer/index.html'), false)
  assert.equal(download('blob:https://example.org/1'), false)
  assert.deepEqual(saved, [])
  assert.equal(download('blob:app://foyer/1'), true)
  writeFileSync(join(dir, 'downloads', 'hours.csv'), '')
  assert.equal(download('blob:app://foyer/1'), true)
  assert.deepEqual(saved, [join(dir, 'downloads', 'hours.csv'), join(dir, 'downloads', 'hours (1).csv')])
})
