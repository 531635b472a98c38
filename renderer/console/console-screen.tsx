import './console-language.ts'
import '../styles/console.css'
import { LogOut } from 'lucide-react'
import { Suspense, useEffect, useRef } from 'react'
import { Button } from 'react-aria-components/Button'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../core/contract/contract.ts'
import type { Supervisor } from '../kiosk/desk-state.ts'
import { useKiosk } from '../kiosk/kiosk-context.ts'
import { FaultGuard } from '../parts/fault-guard.tsx'
import { consolePages } from './console-pages.ts'
import { TapBanner } from './tap-banner.tsx'

/** The supervisor's console. Badges go on clocking people in and out; the banner says whom. */
export default function ConsoleScreen({ station, supervisor }: { station: StationView; supervisor: Supervisor }) {
  const { t } = useTranslation()
  const kiosk = useKiosk()

  useEffect(() => {
    const touch = () => kiosk.touch()
    const options = { capture: true, passive: true }
    for (const kind of ['pointerdown', 'keydown', 'wheel'] as const) window.addEventListener(kind, touch, options)
    return () => {
      for (const kind of ['pointerdown', 'keydown', 'wheel'] as const) window.removeEventListener(kind, touch, options)
    }
  }, [kiosk])

  return (
    <main className="console" aria-label={t('console.label')}>
      <header className="console-head">
        <h1>{station.station.name}</h1>
        <p>{t('console.signedInAs', { name: supervisor.displayName })}</p>
        <Button className="button" onPress={kiosk.signOut}>
          <LogOut aria-hidden="true" />
          {t('console.signOut')}
        </Button>
      </header>
      <Tabs className="console-body" orientation="vertical" keyboardActivation="manual">
        <TabList className="console-tabs" aria-label={t('console.label')}>
          {consolePages.map(({ id, Icon }) => (
            <Tab key={id} id={id} className="console-tab">
              <Icon aria-hidden="true" />
              {t(`console.pages.${id}`)}
            </Tab>
          ))}
        </TabList>
        {consolePages.map(({ id, Page }) => (
          <TabPanel key={id} id={id} className="console-page">
            <PageHeading name={t(`console.pages.${id}`)} />
            <FaultGuard instead={<p role="alert">{t('console.fault')}</p>}>
              <Suspense fallback={<p>{t('console.loading')}</p>}>
                <Page />
              </Suspense>
            </FaultGuard>
          </TabPanel>
        ))}
      </Tabs>
      <TapBanner />
    </main>
  )
}

/** Whoever comes to a page hears its name, and goes on from there: also after signing in, when what had the focus is gone. */
function PageHeading({ name }: { name: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // A press gives the focus to the tab once more, after what it has chosen is there.
    const frame = requestAnimationFrame(() => heading.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [])
  return (
    <h2 ref={heading} tabIndex={-1}>
      {name}
    </h2>
  )
}
