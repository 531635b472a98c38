/**
 * Runs in the page before its own scripts. Plain JavaScript: it is never imported, and the benchmarks are compiled without the
 * DOM's types. Painted is what a message finds that was posted in the frame's own callback.
 */
const paint = { timeTap, timeMessage, timeSearch, countFrames, shifts: 0 }
globalThis.paint = paint

let enterAtMs = 0
addEventListener(
  'keydown',
  ({ key, timeStamp }) => {
    if (key === 'Enter') enterAtMs = timeStamp
  },
  true,
)

new PerformanceObserver((list) => {
  paint.shifts += list.getEntries().length
}).observe({ type: 'layout-shift', buffered: false })

function painted() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => resolve(performance.now())
      channel.port2.postMessage(null)
    })
  })
}

/** From the last key of the next badge until its result is painted. */
function timeTap() {
  const before = document.querySelector('.result')
  return new Promise((resolve) => {
    const observer = new MutationObserver(async () => {
      const result = document.querySelector('.result')
      if (result === null || result === before) return
      observer.disconnect()
      resolve((await painted()) - enterAtMs)
    })
    observer.observe(document.body, { childList: true, subtree: true })
  })
}

let echo = null

/** From a message that is sent to a server that only sends it back, until the text that it sets is painted. */
async function timeMessage(url) {
  if (echo === null) {
    echo = new WebSocket(url)
    await new Promise((resolve) => echo.addEventListener('open', resolve, { once: true }))
  }
  const startedMs = performance.now()
  return new Promise((resolve) => {
    echo.addEventListener(
      'message',
      async ({ data }) => {
        document.title = data
        document.querySelector('.for-ears, .console').dataset.text = data
        resolve((await painted()) - startedMs)
      },
      { once: true },
    )
    echo.send(`text ${startedMs}`)
  })
}

/** From the next letter in the search field, as React hears it, until the count and the first row that are awaited are painted. */
function timeSearch(query, count, first) {
  const field = document.querySelector('.search input')
  const isThere = () =>
    document.querySelector('.people .console-count').textContent === count &&
    (document.querySelector('.rows [role=row]')?.textContent ?? '').includes(first)
  if (isThere()) throw new Error(`what is awaited of ${query} is there already`)
  return new Promise((resolve, reject) => {
    const startedMs = performance.now()
    const late = setTimeout(
      () =>
        reject(
          new Error(`${query} does not come to ${count}, ${first}: ${document.querySelector('.people').innerText}`),
        ),
      10_000,
    )
    const observer = new MutationObserver(async () => {
      if (!isThere()) return
      observer.disconnect()
      clearTimeout(late)
      const foundMs = performance.now() - startedMs
      resolve({ foundMs, paintedMs: (await painted()) - startedMs })
    })
    observer.observe(document.querySelector('.people'), { childList: true, subtree: true, characterData: true })
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, query)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

/** How far apart the frames are that follow, in milliseconds. */
function countFrames(forMs) {
  return new Promise((resolve) => {
    const gaps = []
    let lastMs = performance.now()
    const endMs = lastMs + forMs
    const tick = (nowMs) => {
      gaps.push(nowMs - lastMs)
      lastMs = nowMs
      if (nowMs < endMs) requestAnimationFrame(tick)
      else resolve(gaps.slice(1))
    }
    requestAnimationFrame(tick)
  })
}
