/** The kiosk in every state that a person at the door can meet. */
import { pinScenes } from './pin-scenes.ts'
import { awayScenes, readyScenes } from './ready-scenes.ts'
import { resultScenes } from './result-scenes.ts'
import type { SceneGroup } from './scene.ts'
import { leaveKioskScene, shapeKiosk, told } from './shape-kiosk.ts'

export const kioskScenes: SceneGroup = {
  name: 'kiosk',
  station: 'filled',
  shape: (window) => shapeKiosk(window),
  reset: (window) => leaveKioskScene(window),
  scenes: [...readyScenes, ...resultScenes, ...pinScenes, ...awayScenes],
}

/** A screen that strangers see. */
export const discreetScenes: SceneGroup = {
  name: 'discreet kiosk',
  station: 'filled',
  shape: (window) => shapeKiosk(window, { hideNames: true, hideHours: true }),
  reset: (window) => leaveKioskScene(window, { hideNames: true, hideHours: true }),
  scenes: [
    { name: 'result-in-hidden', ...told() },
    {
      name: 'result-undone-hidden',
      open: async ({ line, page }) => {
        line.tell('undone', { eventId: 'of-another-tap', displayName: 'Jonas Lindqvist' })
        await page.locator('.result[data-tone="undone"]').waitFor()
      },
    },
  ],
}

export const demoScenes: SceneGroup = {
  name: 'demonstration',
  station: 'demo',
  scenes: [{ name: 'demo-ready', open: async () => {} }],
}
