import '../../styles/console-parts.css'
import { useState } from 'react'
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
  const [person, setPerson] = useState<string | null>(null)
  return (
    <Tabs>
      <TabList className="parts" aria-label={t('console.pages.hours')}>
        {parts.map((part) => (
          <Tab key={part} id={part} className="part">
            {t(`console.hours.parts.${part}`)}
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
        <HoursExport />
      </TabPanel>
    </Tabs>
  )
}
