import '../../styles/console-parts.css'
import '../../styles/console-sync.css'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs'
import { useTranslation } from 'react-i18next'
import { AskedAgain } from '../asked-again.tsx'
import { Diagnostics } from '../station/diagnostics.tsx'
import { ReaderTest } from '../station/reader-test.tsx'
import { SettingsInForce } from '../station/settings-in-force.tsx'
import { StationFacts } from '../station/station-facts.tsx'
import { Storage } from '../station/storage.tsx'
import { latest, useCall } from '../use-call.ts'

const parts = ['facts', 'storage', 'readers', 'settings', 'diagnostics'] as const

/** How the station itself stands, for whoever looks after it. */
export default function StationPage() {
  const { t } = useTranslation()
  const { asked, again } = useCall('getStationReport', {})
  const report = latest(asked)
  if (asked.type === 'failed' || report === null) return <AskedAgain asked={asked} again={again} />
  return (
    <Tabs onSelectionChange={again}>
      <TabList className="parts" aria-label={t('console.pages.station')}>
        {parts.map((part) => (
          <Tab key={part} id={part} className="part">
            {t(`console.station.parts.${part}`)}
          </Tab>
        ))}
      </TabList>
      <TabPanel id="facts" className="part-panel">
        <StationFacts report={report} />
      </TabPanel>
      <TabPanel id="storage" className="part-panel">
        <Storage storage={report.storage} again={again} />
      </TabPanel>
      <TabPanel id="readers" className="part-panel">
        <ReaderTest />
      </TabPanel>
      <TabPanel id="settings" className="part-panel">
        <SettingsInForce settings={report.settings} />
      </TabPanel>
      <TabPanel id="diagnostics" className="part-panel">
        <Diagnostics />
      </TabPanel>
    </Tabs>
  )
}
