/** What axe finds in a page by the rules of WCAG 2.2 AA, as sentences. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** React Aria keeps what it announces for seconds after the button that it was about has gone. */
const announcements = ['[data-live-announcer]']

/** A field's list lies beside the dialog that its field is in; the field leads to it (`aria-controls`), no landmark has to. */
const popovers = '.combo-list'

/**
 * By eval, because the page's own policy lets no foreign script in; axe so sees the page as it is. `colours`: contrast alone,
 * where the page is the same as before by another light.
 */
export async function findAxeFaults(page: Page, which: 'all' | 'colours' = 'all'): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  const runOnly = which === 'all' ? standard : { type: 'rule', values: ['color-contrast'] }
  return page.evaluate(`Promise.all(document.getAnimations()
      .filter((each) => each.effect.getComputedTiming().endTime < 2000).map((each) => each.finished.catch(() => {})))
    .then(() => axe.run({ exclude: ${JSON.stringify(announcements)} }, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] }))
    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.filter(({ target }) => id !== 'region' || !document.querySelector(target[0])?.closest('${popovers}')).map(({ target, failureSummary }) => id + ' at ' + target.join(' ') + ': ' + failureSummary)))`)
}
