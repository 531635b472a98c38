/** Photos of taps, with Chromium's own make-believe camera: a green picture in which a clock runs. */
import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { browserTest, type Kiosk, openKiosk, watched } from './kiosk-page.ts'
import { openPage, signIn } from './operated-desk.ts'
import { runOperatedStation } from './operated-station.ts'

const station = await runOperatedStation({ isPhotographed: true })
after(station.close)

const withCamera = { permissions: ['camera'] }
const photoFolder = join(station.dataDir, 'photos')

function listPhotos(): string[] {
  try {
    return readdirSync(photoFolder).filter((name) => name.endsWith('.jpg'))
  } catch {
    return []
  }
}

type Calls = {
  /** Resolves with the first such answer, one that came before included. */
  answered: (said: RegExp) => Promise<string>
  forget: () => void
}

/** What a page has told the station of its camera, and of photos, as it was answered: `name: type`. */
function listenToCalls(page: Kiosk['page']): Calls {
  const heard: string[] = []
  const waiting: { said: RegExp; resolve: (line: string) => void }[] = []
  page.on('websocket', (socket) => {
    const asked = new Map<string, string>()
    socket.on('framesent', ({ payload }) => {
      const call = JSON.parse(String(payload))
      if (call.i !== undefined) asked.set(call.i, `${call.m} ${call.a?.[0]?.state ?? ''}`.trim())
    })
    socket.on('framereceived', ({ payload }) => {
      const answer = JSON.parse(String(payload))
      const line = `${asked.get(answer.i) ?? answer.m}: ${answer.r?.type} ${answer.r?.why ?? ''}`.trim()
      heard.push(line)
      for (const wait of waiting) if (wait.said.test(line)) wait.resolve(line)
    })
  })
  return {
    answered: (said) => {
      const { promise, resolve } = Promise.withResolvers<string>()
      const earlier = heard.find((line) => said.test(line))
      if (earlier !== undefined) resolve(earlier)
      waiting.push({ said, resolve })
      return promise
    },
    forget: () => void heard.splice(0),
  }
}

/** A page whose calls are heard from the first on. */
async function openListened(options: Parameters<typeof openKiosk>[1], camera = '') {
  const calls: Calls[] = []
  const kiosk = await openKiosk(station.url, options, async (page) => {
    calls.push(listenToCalls(page))
    if (camera !== '') await page.addInitScript(camera)
  })
  const [heard] = calls
  assert.ok(heard)
  return { ...kiosk, ...heard }
}

/** In the page: asks the station for a photo with the screen's own token. */
function askForPhoto(eventId: string): string {
  const call = JSON.stringify({ t: 'q', i: 'one', m: 'getPhoto', a: [{ eventId, by: 'E1001' }] })
  return `new Promise((resolve) => {
    const socket = new WebSocket(location.origin.replace('http', 'ws'), ['foyer.1', 'token.' + location.hash.slice(1)])
    socket.onopen = () => socket.send(${JSON.stringify(call)})
    socket.onmessage = ({ data }) => {
      const { i, r } = JSON.parse(data)
      if (i === 'one') resolve(r)
    }
  })`
}

browserTest('a tap has a photo, which a supervisor sees beside it and nobody else does', async () => {
  const { page, ready, typeBadge, result, answered, complaints } = await openListened(withCamera)
  await ready.getByText('A photo is taken when you badge').waitFor()
  await answered(/^tellCamera ready: noted/)
  await typeBadge('0002453340')
  await result('in').waitFor()
  await answered(/^keepPhoto: kept/)
  const asked: unknown = await page.evaluate(askForPhoto(String(listPhotos()[0]).replace('.jpg', '')))
  assert.deepEqual(asked, { type: 'not-allowed' }, 'a screen at which nobody is signed in')
  const [photo, ...others] = listPhotos()
  assert.ok(photo)
  assert.deepEqual(others, [])
  const { size, mode } = statSync(join(photoFolder, photo))
  assert.ok(size > 500 && size <= 60_000, `${size} bytes`)
  if (process.platform !== 'win32') assert.equal(mode & 0o077, 0, 'it is the owner’s alone')
  await page.close()

  const desk = await signIn(station, withCamera)
  await openPage(desk, 'Hours')
  await desk.page.getByRole('tab', { name: 'Week' }).click()
  await desk.page.getByRole('combobox').fill('jonas')
  await desk.page.getByRole('option', { name: /Jonas Lindqvist/ }).click()
  const show = desk.page.getByRole('button', { name: /^Photo: in at / })
  await show.waitFor()
  assert.equal(await desk.page.locator('.photo').count(), 0, 'not before somebody wants to see it')
  await show.click()
  const image = desk.page.getByRole('img', { name: /^Photo of whoever clocked in as Jonas Lindqvist, / })
  await image.waitFor()
  const width = await image.evaluate<number, { decode: () => Promise<void>; naturalWidth: number }>((element) =>
    element.decode().then(() => element.naturalWidth),
  )
  assert.equal(width, 480)
  await desk.page.getByRole('button', { name: /^Hide the photo: in at / }).click()
  await image.waitFor({ state: 'detached' })

  await openPage(desk, 'Activity')
  await desk.page.getByText('Looked at a photo of Jonas Lindqvist').first().waitFor()
  await openPage(desk, 'Station')
  await desk.page.getByText('The camera is ready').first().waitFor()
  assert.deepEqual(complaints, [])
  assert.deepEqual(desk.complaints, [])
  assert.deepEqual(await watched(desk.page, 'violations'), [])
})

browserTest('of two windows with a camera the first photo is kept', async () => {
  const [first, second] = [await openListened(withCamera), await openListened(withCamera)]
  await Promise.all([first.answered(/^tellCamera ready/), second.answered(/^tellCamera ready/)])
  const before = listPhotos().length
  await first.typeBadge('0002533285')
  await Promise.all([first.result('in').waitFor(), second.result('in').waitFor()])
  const said = await Promise.all([first.answered(/^keepPhoto: /), second.answered(/^keepPhoto: /)])
  assert.deepEqual(said.sort(), ['keepPhoto: kept', 'keepPhoto: not-kept kept-already'])
  assert.equal(listPhotos().length, before + 1)
})

/** What a page finds in the place of its camera; what it then tells the station, before the tap or because of it. */
const troubles = [
  { what: 'that nobody lets it use', camera: '', badge: '0040593548', told: /^tellCamera denied/, isBefore: true },
  {
    what: 'that is not there',
    camera: `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'))`,
    badge: '0001978305',
    told: /^tellCamera absent/,
    isBefore: true,
  },
  {
    what: 'that throws at once',
    camera: `navigator.mediaDevices.getUserMedia = () => { throw new Error('broken') }`,
    badge: '0030537459',
    told: /^tellCamera failed/,
    isBefore: true,
  },
  {
    what: 'that never answers',
    camera: `navigator.mediaDevices.getUserMedia = () => new Promise(() => {})`,
    badge: '0005390538',
    told: null,
  },
  {
    what: 'that is ready and sends no picture',
    camera: 'ImageCapture.prototype.grabFrame = () => new Promise(() => {})',
    badge: '0009828657',
    told: /^tellCamera silent/,
    options: withCamera,
  },
  {
    what: 'whose picture cannot be taken',
    camera: `ImageCapture.prototype.grabFrame = () => { throw new Error('broken') }`,
    badge: '0005831719',
    told: /^tellCamera failed/,
    options: withCamera,
  },
  {
    what: 'whose pictures the browser makes no file of',
    camera: `OffscreenCanvas.prototype.convertToBlob = () => Promise.reject(new Error('broken'))`,
    badge: '0040580542',
    told: /^tellCamera failed/,
    options: withCamera,
  },
]

for (const { what, camera, badge, told, isBefore, options } of troubles) {
  browserTest(`with a camera ${what} a tap goes as ever`, async () => {
    const { typeBadge, result, ready, answered, complaints } = await openListened(options ?? {}, camera)
    if (isBefore) await answered(told)
    else if (options) await answered(/^tellCamera ready/)
    const before = listPhotos().length
    await typeBadge(badge)
    await result('in').waitFor()
    if (told) await answered(told)
    await ready.waitFor()
    assert.equal(listPhotos().length, before)
    assert.equal(await ready.getByText(/camera/i).count(), 0, 'nothing of it at the door')
    assert.deepEqual(complaints, [])
  })
}

browserTest('a camera that is unplugged costs photos and no tap, and takes them again when it is back', async () => {
  const keepTrack = `(() => {
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    window.isPlugged = true
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      if (!window.isPlugged) throw new DOMException('none', 'NotFoundError')
      const stream = await open(wanted)
      window.track = stream.getVideoTracks()[0]
      return stream
    }
  })()`
  const { page, typeBadge, result, ready, answered, forget } = await openListened(withCamera, keepTrack)
  await answered(/^tellCamera ready/)
  await page.evaluate(`isPlugged = false; track.stop(); track.dispatchEvent(new Event('ended'))`)
  await answered(/^tellCamera absent/)
  const before = listPhotos().length
  await typeBadge('0041600204')
  await result('in').waitFor()
  await ready.waitFor()
  assert.equal(listPhotos().length, before)
  forget()
  await page.evaluate(`isPlugged = true; navigator.mediaDevices.dispatchEvent(new Event('devicechange'))`)
  await answered(/^tellCamera ready/)
  await typeBadge('0028506465')
  await answered(/^keepPhoto: kept/)
  assert.equal(listPhotos().length, before + 1)
})

browserTest('a tap by number and PIN has a photo too, and a refused one has none', async () => {
  await station.foyer(['person', 'set-pin', 'E1012'], '2468')
  const { page, typeBadge, result, answered, ready } = await openListened(withCamera)
  await answered(/^tellCamera ready/)
  const before = listPhotos().length
  await typeBadge('0041999999')
  await result('refused').waitFor()
  await ready.waitFor()
  await page.getByRole('button', { name: 'No badge?' }).click()
  await page.getByRole('textbox', { name: 'Employee number' }).fill('E1012')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'PIN' }).fill('2468')
  await page.getByRole('button', { name: 'Clock in or out' }).click()
  await result('in').waitFor()
  await answered(/^keepPhoto: kept/)
  assert.equal(listPhotos().length, before + 1)
})

browserTest('where the code for photos does not come a supervisor is told, and a tap goes as ever', async () => {
  const calls: Calls[] = []
  const { page, typeBadge, result } = await openKiosk(station.url, withCamera, async (opened) => {
    calls.push(listenToCalls(opened))
    await opened.route(/take-photos-[^/]*\.js$/, (route) => route.abort())
  })
  await calls[0]?.answered(/^tellCamera failed: noted/)
  const before = listPhotos().length
  await typeBadge('0028548223')
  await result('in').waitFor()
  assert.equal(listPhotos().length, before)
  assert.deepEqual(await watched(page, 'violations'), [])
})
