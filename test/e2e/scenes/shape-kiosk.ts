/** A kiosk that stands still: results stay, all six languages are offered, and there is nothing to say of the station. */
import type { StationView } from '../../../core/contract/contract.ts'
import type { Decision } from '../../../core/contract/decision.ts'
import { languages } from '../../../core/contract/languages.ts'
import { quietStatus, toldDecision } from './decisions.ts'
import type { SceneWindow } from './scene.ts'

/** Long enough to be looked at from all sides. */
const resultSeconds = 300

/** As the page is told of its station: all six languages, the one that is looked at first. */
export async function shapeKiosk(
  { line, language }: Pick<SceneWindow, 'line' | 'language'>,
  { photo, ...privacy }: { hideNames?: boolean; hideHours?: boolean; photo?: StationView['photo'] } = {},
): Promise<void> {
  line.change('getStation', (answer) => {
    if (answer.type !== 'station') return answer
    const { station, rules, screen } = answer.view
    const offered = [language, ...languages.filter((each) => each !== language)]
    return {
      ...answer,
      view: {
        ...answer.view,
        station: { ...station, languages: offered },
        rules: { ...rules, resultSeconds },
        screen: { ...screen, ...privacy, isSoundOn: false },
        ...(photo !== undefined && { photo }),
      },
    }
  })
  line.change('getStatus', (answer) => ({ ...answer, view: quietStatus() }))
}

/** Shows a result. */
export async function tell(window: SceneWindow, decide: (zone: string) => Decision): Promise<void> {
  window.line.tell('decided', decide(window.zone))
  await window.page.locator('.result').waitFor()
}

export const told = (more: Partial<Decision> = {}) => ({
  open: (window: SceneWindow) => tell(window, (zone) => toldDecision(zone, more)),
})

/** Ready again, as it is before anything was told. */
export async function leaveKioskScene(
  window: SceneWindow,
  privacy: Parameters<typeof shapeKiosk>[1] = {},
): Promise<void> {
  const { page, line, kiosk } = window
  await line.restore()
  await shapeKiosk(window, privacy)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.reload()
  await kiosk.ready.waitFor()
}
