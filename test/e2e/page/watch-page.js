/**
 * Runs in the page before its own scripts, and keeps what a test wants to know of it under `watched`. Plain JavaScript:
 * it is never imported, and the tests are compiled without the DOM's types.
 */
const watched = {
  tones: [],
  announcements: [],
  spoken: [],
  shifts: [],
  violations: [],
  /** Everything that the page has said in words, as it came. */
  texts: [],
  findCutOff,
  findOverlaps,
  listTargets,
  findSmallTargets,
  findScrollers,
  findStickingOut,
  isInSight,
}
globalThis.watched = watched

const readable = '.stage h1, .stage p, .stage dl, .stage ul, .stage button, .stage time'

const start = OscillatorNode.prototype.start
OscillatorNode.prototype.start = function (when) {
  watched.tones.push(Math.round(this.frequency.value))
  start.call(this, when)
}

// A headless browser has no voice: it gets an English one, and what it would say is kept.
speechSynthesis.getVoices = () => [{ lang: 'en-GB', localService: true }]
speechSynthesis.speak = ({ text, lang }) => watched.spoken.push(`${lang}: ${text}`)

new PerformanceObserver((list) => {
  for (const { sources } of list.getEntries()) {
    for (const { node, previousRect, currentRect } of sources) {
      const name = node?.className || node?.nodeName
      watched.shifts.push(`${name}: ${JSON.stringify(previousRect)} → ${JSON.stringify(currentRect)}`)
    }
  }
}).observe({ type: 'layout-shift', buffered: true })

document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  watched.violations.push(`${violatedDirective} ${blockedURI}`)
})

document.addEventListener('DOMContentLoaded', () => {
  new MutationObserver(() => {
    const said = document.querySelector('div.for-ears')?.textContent ?? ''
    if (said !== '' && said !== watched.announcements.at(-1)) watched.announcements.push(said)
    const text = document.body.textContent
    if (text !== watched.texts.at(-1)) watched.texts.push(text)
  }).observe(document.body, { childList: true, subtree: true, characterData: true })
})

/** Whatever a person reads or presses on the stage, and that reaches over its edge. */
function findCutOff() {
  const stage = document.querySelector('.stage').getBoundingClientRect()
  return [...document.querySelectorAll(readable)]
    .filter((part) => {
      const { left, right, top, bottom } = inkOf(part)
      return left < stage.left - 1 || right > stage.right + 1 || top < stage.top - 1 || bottom > stage.bottom + 1
    })
    .map((part) => part.innerText)
}

/** Whether the first of its kind can be seen without scrolling, all of it. */
function isInSight(selector) {
  const { top, bottom, left, right, width, height } = document.querySelector(selector).getBoundingClientRect()
  const stage = document.querySelector('.stage').getBoundingClientRect()
  const isWithin = top > stage.top - 1 && bottom < stage.bottom + 1 && left > stage.left - 1 && right < stage.right + 1
  return isWithin && width > 0 && height > 0
}

/** Pairs of texts that lie over one another. A line reaches a little above and below its letters. */
function findOverlaps() {
  const parts = [...document.querySelectorAll(readable)].map((part) => ({ part, ink: inkOf(part) }))
  const spare = ({ part }) => Number.parseFloat(getComputedStyle(part).fontSize) * 0.2
  return parts.flatMap((one, index) =>
    parts
      .slice(index + 1)
      .filter((other) => !one.part.contains(other.part) && !other.part.contains(one.part))
      .filter((other) => {
        const allowed = spare(one) + spare(other)
        return (
          one.ink.left < other.ink.right - 1 &&
          other.ink.left < one.ink.right - 1 &&
          one.ink.top < other.ink.bottom - allowed &&
          other.ink.top < one.ink.bottom - allowed
        )
      })
      .map((other) => `${one.part.innerText} × ${other.part.innerText}`),
  )
}

/** The shorter side of everything that can be pressed, in CSS pixels. */
function listTargets() {
  return [...document.querySelectorAll('button, [role=radio]')].map((each) => {
    const { width, height } = each.getBoundingClientRect()
    return Math.min(width, height)
  })
}

/** Everything that can be pressed and is less than 44 CSS pixels wide or high, by its name. */
function findSmallTargets() {
  const targets =
    'button, a[href], input, select, textarea, [role=radio], [role=tab], [role=checkbox], [role=switch], [role=option], [role=menuitem], [role=row][data-key]'
  return [...document.querySelectorAll(targets)].flatMap((each) => {
    // What React Aria hides for the browser's own use is pressed through its label.
    const pressed = each.matches('input[type=radio], input[type=checkbox]') ? (each.closest('label') ?? each) : each
    const { width, height } = pressed.getBoundingClientRect()
    // What only a screen reader finds, such as the button that closes a dialog for it, is no target of a finger.
    const isForEars = each.parentElement?.offsetWidth <= 1
    const isThere = width > 0 && height > 0 && !isForEars && !each.closest('[aria-hidden=true]')
    const name = each.getAttribute('aria-label') ?? (each.innerText || each.className)
    return isThere && Math.min(width, height) < 43.9 ? [`${name}: ${Math.round(width)} × ${Math.round(height)}`] : []
  })
}

/** What of a kiosk can be scrolled: nothing should. */
function findScrollers() {
  return [document.scrollingElement, ...document.querySelectorAll('.kiosk, .stage, .stage *')].flatMap((part) => {
    const isRoot = part === document.scrollingElement
    const { overflowX, overflowY } = getComputedStyle(part)
    const scrolls = (overflow) => isRoot || /auto|scroll/.test(overflow)
    const isWide = part.scrollWidth > part.clientWidth + 1 && scrolls(overflowX)
    const isTall = part.scrollHeight > part.clientHeight + 1 && scrolls(overflowY)
    return isWide || isTall ? [`${part.className || part.nodeName}: ${part.scrollWidth} × ${part.scrollHeight}`] : []
  })
}

/** What can be pressed or read and reaches over the sides of the window, but for what lies in something that scrolls sideways. */
function findStickingOut() {
  const root = document.scrollingElement
  const wide = root.scrollWidth > root.clientWidth + 1 ? [`the page: ${root.scrollWidth} > ${root.clientWidth}`] : []
  const parts = [
    ...document.querySelectorAll('h1, h2, h3, p, button, input, table, [role=tab], [role=row], [role=radio]'),
  ]
  const scrollsSideways = (part) => {
    for (let each = part.parentElement; each; each = each.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(each).overflowX) && each.scrollWidth > each.clientWidth + 1) return true
    }
    return false
  }
  return [
    ...wide,
    ...parts
      .filter((part) => {
        const { left, right, width, height } = part.getBoundingClientRect()
        // What is for ears alone, or for the browser's own use, is a point somewhere.
        if (width < 2 || height < 2 || part.closest('[aria-hidden=true], .for-ears')) return false
        return (left < -1 || right > innerWidth + 1) && !scrollsSideways(part)
      })
      .map((part) => `${part.className || part.nodeName}: ${part.textContent.slice(0, 40)}`),
  ]
}

/** Where a part shows something: a block is as wide as its column, its text is not. */
function inkOf(part) {
  if (part.tagName === 'BUTTON') return part.getBoundingClientRect()
  const range = document.createRange()
  range.selectNodeContents(part)
  const { left, top, right, bottom } = range.getBoundingClientRect()
  if (getComputedStyle(part).overflow === 'visible') return { left, top, right, bottom }
  // What is cut off shows nothing.
  const box = part.getBoundingClientRect()
  return {
    left: Math.max(left, box.left),
    top: Math.max(top, box.top),
    right: Math.min(right, box.right),
    bottom: Math.min(bottom, box.bottom),
  }
}
