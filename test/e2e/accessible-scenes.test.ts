/** Every screen and state of `scenes/` by the rules for everyone: WCAG 2.2 AA by axe, targets for a finger, contrast in each light. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { Page } from 'playwright-core'
import { findAxeFaults } from './find-axe-faults.ts'
import { browserTest, openBrowser } from './kiosk-page.ts'
import { sceneGroups } from './scenes/all-scenes.ts'
import type { Scene } from './scenes/scene.ts'
import { type Look, openSceneStations, walkScenes } from './scenes/walk-scenes.ts'

const stations = openSceneStations()
after(stations.close)

/** As it is, by night, and for whoever asks for more contrast in either: what changes there are colours. */
const lights = [
  { colorScheme: 'light', contrast: 'no-preference', which: 'all' },
  { colorScheme: 'dark', contrast: 'no-preference', which: 'colours' },
  { colorScheme: 'light', contrast: 'more', which: 'colours' },
  { colorScheme: 'dark', contrast: 'more', which: 'colours' },
] as const

async function findFaults(page: Page, { isMinor }: Scene): Promise<string[]> {
  const faults: string[] = []
  for (const { colorScheme, contrast, which } of isMinor ? lights.slice(0, 1) : lights) {
    await page.emulateMedia({ colorScheme, contrast })
    const found = await findAxeFaults(page, which)
    faults.push(...found.map((fault) => `${colorScheme}, contrast ${contrast}: ${fault}`))
  }
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' })
  const small = await page.evaluate<string[]>('watched.findSmallTargets()')
  return [...faults, ...small.map((target) => `too small for a finger: ${target}`)]
}

for (const group of sceneGroups) {
  browserTest(
    `everybody can use each state of the ${group.name}`,
    async () => {
      const faults: string[] = []
      const look: Look = async (scene, { page }) => {
        faults.push(...(await findFaults(page, scene)).map((fault) => `${scene.name}: ${fault}`))
      }
      // What is printed is read on paper.
      const isSeen = ({ isPrinted }: { isPrinted?: true }) => !isPrinted
      faults.push(
        ...(await walkScenes(await openBrowser(), stations, group, { reducedMotion: 'reduce' }, look, isSeen)),
      )
      assert.deepEqual(faults, [])
    },
    { withinMs: 300_000 },
  )
}
