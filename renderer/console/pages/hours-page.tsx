import '../../styles/console-parts.css'
import { useRef, useState } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs'
import { useTranslation } from 'react-i18next'
import { HoursExport } from '../hours/hours-export.tsx'
import { ToSettle } from '../hours/to-settle.tsx'
import { WeekOfPerson } from '../hours/week-of-person.tsx'
import { PersonPicker } from '../people/person-picker.tsx'

const parts = ['settle', 'week', 'export'] as const

/** What is to be settled, somebody's week, and the export for payroll. */
export default function HoursPage() {
  const { t } = useTranslation()
  const [part, setPart] = useState<string>('settle')
  const tabs = useRef<HTMLDivElement>(null)
  const [person, setPerson] = useState<string | null>(null)
  const showUnsettled = () => {
    setPart('settle')
    // The button that was pressed goes; the keyboard goes on at the part that it led to.
    tabs.current?.querySelector<HTMLElement>('[role=tab]')?.focus()
  }
  return (
    <Tabs selectedKey={part} onSelectionChange={(key) => setPart(String(key))}>
      <TabList ref={tabs} className="parts" aria-label={t('console.pages.hours')}>
        {parts.map((id) => (
          <Tab key={id} id={id} className="part">
            {t(`console.hours.parts.${id}`)}
          </Tab>
        ))}
      </TabList>
      <TabPanel id="settle" className="part-panel">
        <ToSettle />
      </TabPanel>
      <TabPanel id="week" className="part-panel">
        <PersonPicker label={t('console.hours.whose')} onPick={(picked) => setPerson(picked?.employeeNumber ?? null)} />
        {person === null ? (
          <p className="console-note">{t('console.hours.pickSomebody')}</p>
        ) : (
          <WeekOfPerson key={person} employeeNumber={person} />
        )}
      </TabPanel>
      <TabPanel id="export" className="part-panel">
        <HoursExport onShowUnsettled={showUnsettled} />
      </TabPanel>
    </Tabs>
  )
}
