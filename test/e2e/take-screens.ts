/**
 * `npm run screens`: takes pictures of every screen and state into `screens/`, or into the folder that is named, for whoever
 * looks after their beauty, with an `index.html` to look them through.
 *
 *     npm run screens -- --only console-sync     the scenes whose name begins so
 *     npm run screens -- --readme                anew those of the README, into docs/screens
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { languages } from '../../core/contract/languages.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { sceneGroups } from './scenes/all-scenes.ts'
import type { Scene, SceneGroup } from './scenes/scene.ts'
import { type Look, openSceneStations, walkScenes } from './scenes/walk-scenes.ts'

const sizes = {
  tablet: { width: 800, height: 1280 },
  landscape: { width: 1280, height: 800 },
  hd: { width: 1920, height: 1080 },
  uhd: { width: 3840, height: 2160 },
} as const
const themes = { day: 'light', night: 'dark' } as const
type Size = keyof typeof sizes
type Theme = keyof typeof themes
type Shot = readonly [Size, Theme]

const usual: readonly Shot[] = [
  ['tablet', 'day'],
  ['tablet', 'night'],
  ['landscape', 'day'],
  ['hd', 'day'],
  ['hd', 'night'],
]
/** A picture of it takes as long as four. */
const onAWall: readonly Shot[] = [
  ['uhd', 'day'],
  ['uhd', 'night'],
]
const minor: readonly Shot[] = [
  ['tablet', 'day'],
  ['landscape', 'night'],
]
const printed: readonly Shot[] = [['tablet', 'day']]
/** What everybody meets, in the other five languages. */
const inLanguages = ['ready', 'result-in', 'result-refused-unknown-card', 'my-times', 'pin-delayed', 'console-on-site']

/** The README's, by the scene that each one is of. */
const ofReadme: Readonly<Record<string, string>> = {
  ready: 'ready',
  'result-in': 'result-in',
  'result-refused-outside-schedule': 'result-refused',
  'console-on-site': 'console-on-site',
  'console-hours-week': 'console-hours',
  'console-sync': 'console-sync',
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' }, readme: { type: 'boolean', default: false } },
})
const executablePath = findChromium()
if (executablePath === null) {
  process.stderr.write('No Chromium is installed; set FOYER_CHROMIUM to where one is.\n')
  process.exit(1)
}
const folder = values.readme ? join(import.meta.dirname, '../../docs/screens') : resolve(positionals[0] ?? 'screens')
if (values.only === '' && !values.readme) rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const browser = await launchChromium(executablePath)
const stations = openSceneStations()
const taken: string[] = []
const faults: string[] = []
const startedMs = performance.now()
try {
  for (const group of sceneGroups) {
    if (values.readme) await takeForReadme(group)
    else await takeGroup(group)
  }
} finally {
  await browser.close()
  await stations.close()
}
if (!values.readme) writeFileSync(join(folder, 'index.html'), writeIndex())
const seconds = Math.round((performance.now() - startedMs) / 1000)
process.stdout.write(
  `${taken.length} pictures in ${seconds} s: ${values.readme ? folder : join(folder, 'index.html')}\n`,
)
for (const fault of faults) process.stderr.write(`Not taken: ${fault}\n`)
process.exitCode = faults.length > 0 ? 1 : 0

async function takeGroup(group: SceneGroup): Promise<void> {
  const isWanted = ({ name }: Scene) => name.startsWith(values.only)
  const lookAll: Look = async (scene, { page }) => {
    for (const [size, theme] of shotsOf(scene)) await take(page, scene, size, theme, fileName(scene, 'en', size, theme))
  }
  faults.push(...(await walkScenes(browser, stations, group, { reducedMotion: 'reduce' }, lookAll, isWanted)))
  for (const language of languages.filter((each) => each !== 'en')) {
    const look: Look = async (scene, { page }) => {
      for (const size of ['tablet', 'landscape'] as const) {
        await take(page, scene, size, 'day', fileName(scene, language, size, 'day'))
      }
    }
    const isSpoken = (scene: Scene) => isWanted(scene) && inLanguages.includes(scene.name)
    faults.push(...(await walkScenes(browser, stations, group, { language, reducedMotion: 'reduce' }, look, isSpoken)))
  }
}

async function takeForReadme(group: SceneGroup): Promise<void> {
  const look: Look = (scene, { page }) => take(page, scene, 'landscape', 'day', ofReadme[scene.name] ?? scene.name)
  const isWanted = ({ name }: Scene) => Object.hasOwn(ofReadme, name)
  faults.push(...(await walkScenes(browser, stations, group, { reducedMotion: 'reduce' }, look, isWanted)))
}

function shotsOf({ isMain, isMinor, isPrinted }: Scene): readonly Shot[] {
  if (isPrinted) return printed
  if (isMinor) return minor
  return isMain ? [...usual, ...onAWall] : usual
}

function fileName(scene: Scene, language: string, size: Size, theme: Theme): string {
  return [scene.name, ...(language === 'en' ? [] : [language]), size, theme].join('.')
}

/** The same state at another size and by another light; nothing of it is done anew. */
async function take(page: Page, scene: Scene, size: Size, theme: Theme, name: string): Promise<void> {
  const media = scene.isPrinted ? 'print' : 'screen'
  await page.emulateMedia({ colorScheme: themes[theme], media, reducedMotion: 'reduce' })
  await page.setViewportSize(sizes[size])
  // Pictures of numbers are drawn anew for another width.
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))',
  )
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
  taken.push(name)
}

function writeIndex(): string {
  const pictures = taken.map(
    (name) =>
      `<figure><a href="${name}.png"><img loading="lazy" src="${name}.png" alt=""></a><figcaption>${name}</figcaption></figure>`,
  )
  const style =
    'body{font:14px system-ui;display:flex;flex-wrap:wrap;gap:12px;align-items:end}figure{margin:0}img{height:300px;border:1px solid #999}'
  return `<!doctype html><meta charset="utf-8"><title>Screens</title><style>${style}</style>\n${pictures.join('\n')}\n`
}
