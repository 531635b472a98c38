import { lazy, Suspense, useLayoutEffect, useMemo, useRef } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { directionOf, i18n, screenLanguages } from '../language.ts'
import { localeOf } from '../parts/format-time.ts'
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
const SetupScreen = lazy(() => import('../setup/setup-screen.tsx'))
const PinTapScreen = lazy(() => import('./pin-tap.tsx'))

/** Chooses the screen. The tray of a demonstration stays where it is, so that the next badge can come at any time. */
export function KioskScreen() {
  const language = useKioskState((state) => state.language)
  useLayoutEffect(() => {
    if (language === null) return
    document.documentElement.lang = language
    document.documentElement.dir = directionOf(language)
  }, [language])
  // A picture and no words, as long as nobody knows which language they should be in.
  if (language === null) return <Starting isWordless />
  return (
    <I18nProvider locale={localeOf(language)}>
      <KioskInLanguage language={language} />
    </I18nProvider>
  )
}

function KioskInLanguage({ language }: { language: string }) {
  const connection = useKioskState((state) => state.connection)
  const station = useKioskState((state) => state.station)
  const shown = useKioskState((state) => state.shown)
  const desk = useKioskState((state) => state.desk)
  const pinTap = useKioskState((state) => state.pinTap)
  const hasLeftConsole = useRef(false)
  const setup = useKioskState((state) => state.setup)
  const isSetUp = useKioskState((state) => state.isSetUp)
  useTheme(station)

  const screen = station?.screen
  const speech = useMemo(() => (shown && screen ? speakOf(shown, screen, language) : null), [shown, screen, language])

  const times = shown?.type === 'decision' && typeof shown.times === 'object' ? shown.times : null

  // The station that has just been set up begins anew: nothing is broken yet.
  if (isSetUp && (connection.type === 'lost' || setup !== null)) return <Starting />
  if (connection.type === 'lost' || connection.type === 'not-let-in') {
    return <OutOfOrder connection={connection} zone={station?.station.zone ?? null} />
  }
  if (setup !== null) {
    return (
      <Suspense fallback={<Starting />}>
        <SetupScreen setup={setup} />
      </Suspense>
    )
  }
  if (station === null) return <Starting />
  if (desk.type === 'open') {
    hasLeftConsole.current = true
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
            <Ready station={station} hasLeftConsole={hasLeftConsole} />
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

/** In the person's own language where its words are here, else in that of the screen. */
function speakOf(
  shown: Shown,
  privacy: { hideNames: boolean; hideHours: boolean },
  screenLanguage: string,
): { result: Result; language: string } {
  const own = shown.type === 'decision' ? (shown.decision.person?.language ?? null) : shown.language
  const language = own !== null && screenLanguages.isLoaded(own) ? own : screenLanguage
  const t = i18n.getFixedT(language)
  const result =
    shown.type === 'decision'
      ? describeDecision(shown.decision, privacy, t, language)
      : describeUndone(shown.displayName, privacy, t)
  return { result, language }
}
