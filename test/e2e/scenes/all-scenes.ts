/** Every screen and state. A new one is a scene in one of these lists: it is then taken as a picture and held to the rules for everyone. */
import { dialogScenes } from './console-dialog-scenes.ts'
import { consoleScenes, emptyConsoleScenes } from './console-page-scenes.ts'
import { demoScenes, discreetScenes, kioskScenes } from './kiosk-scenes.ts'
import { photoScenes } from './photo-scenes.ts'
import type { SceneGroup } from './scene.ts'
import { setupScenes } from './setup-scenes.ts'

export const sceneGroups: readonly SceneGroup[] = [
  kioskScenes,
  discreetScenes,
  demoScenes,
  consoleScenes,
  dialogScenes,
  emptyConsoleScenes,
  photoScenes,
  setupScenes,
]
