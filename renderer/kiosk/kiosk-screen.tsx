import { lazy, Suspense, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { i18n, knownLanguages } from '../language.ts'
import { Announcer } from './announcer.tsx'
import { DemoTray } from './demo-tray.tsx'
import { describeDecision, describeUndone, type Result } from './describe-result.ts'
import { useKioskState } from './kiosk-context.ts'
import type { Shown } from './kiosk-state.ts'
import { MyTimes } from './my-times.tsx'
import { OutOfOrder } from './out-of-order.tsx'
import { Ready } from './ready.tsx'
import { ResultScreen } from './result-screen.tsx'
import { Starting } from './starting.tsx'
import { useTheme } from './use-theme.ts'

/** A kiosk that nobody looks after never loads it. */
const ConsoleScreen = lazy(() => import('../console/console-screen.tsx'))
const SignIn = lazy(() => import('./sign-in.tsx'))
const PinTapScreen = lazy(() => import('./pin-tap.tsx'))

/** Chooses the screen. The tray of a demonstration stays where it is, so that the next badge can come at any time. */
export function KioskScreen() {
  const { i18n: current } = useTranslation()
  const language = useKioskState((state) => state.language)
  const connection = useKioskState((state) => state.connection)
  const station = useKioskState((state) => state.station)
  const shown = useKioskState((state) => state.shown)
  const desk = useKioskState((state) => state.desk)
  const pinTap = useKioskState((state) => state.pinTap)
  useTheme(station)

  useEffect(() => {
    document.documentElement.lang = language
    if (current.language !== language) void current.changeLanguage(language)
  }, [language, current])

  const screen = station?.screen
  const speech = useMemo(() => (shown && screen ? speakOf(shown, screen, language) : null), [shown, screen, language])

  const times = shown?.type === 'decision' && typeof shown.times === 'object' ? shown.times : null

  if (connection.type === 'lost' || connection.type === 'not-let-in') {
    return <OutOfOrder connection={connection} zone={station?.station.zone ?? null} />
  }
  if (station === null) return <Starting />
  if (desk.type === 'open') {
    return (
      <Suspense fallback={<Starting />}>
        <ConsoleScreen station={station} supervisor={desk.supervisor} />
      </Suspense>
    )
  }
  return (
    <div className="kiosk">
      <main className="stage">
        <Suspense>
          {times && speech ? (
            <MyTimes times={times} language={speech.language} />
          ) : shown && speech ? (
            <ResultScreen key={shown.key} shown={shown} result={speech.result} language={speech.language} />
          ) : pinTap.type !== 'closed' ? (
            <PinTapScreen pinTap={pinTap} />
          ) : desk.type === 'closed' ? (
            <Ready station={station} />
          ) : (
            <SignIn desk={desk} />
          )}
        </Suspense>
      </main>
      {station.demo && <DemoTray badges={station.demo.badges} />}
      <Announcer
        spoken={
          shown && speech ? { key: shown.key, text: speech.result.announcement, language: speech.language } : null
        }
      />
    </div>
  )
}

/** In the person's own language where it is known here, else in that of the screen. */
function speakOf(
  shown: Shown,
  privacy: { hideNames: boolean; hideHours: boolean },
  screenLanguage: string,
): { result: Result; language: string } {
  const own = shown.type === 'decision' ? (shown.decision.person?.language ?? null) : shown.language
  const language = own !== null && knownLanguages.includes(own) ? own : screenLanguage
  const t = i18n.getFixedT(language)
  const result =
    shown.type === 'decision'
      ? describeDecision(shown.decision, privacy, t, language)
      : describeUndone(shown.displayName, privacy, t)
  return { result, language }
}
