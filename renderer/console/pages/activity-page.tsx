import '../../styles/console-parts.css'
import '../../styles/console-sync.css'
import { lazy, Suspense } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs'
import { useTranslation } from 'react-i18next'
import { AuditExport } from '../activity/audit-export.tsx'
import { AuditList } from '../activity/audit-list.tsx'
import { AuditVerification } from '../activity/audit-verification.tsx'
import { TapList } from '../activity/tap-list.tsx'

const TapsChart = lazy(() => import('../charts/taps-chart.tsx'))
const parts = ['trail', 'verify', 'export', 'taps'] as const

/** Who changed what, and whether the trail of it is as it was written; and how busy the door is today. */
export default function ActivityPage() {
  const { t } = useTranslation()
  return (
    <Tabs>
      <TabList className="parts" aria-label={t('console.pages.activity')}>
        {parts.map((part) => (
          <Tab key={part} id={part} className="part">
            {t(`console.activity.parts.${part}`)}
          </Tab>
        ))}
      </TabList>
      <TabPanel id="trail" className="part-panel">
        <AuditList />
      </TabPanel>
      <TabPanel id="verify" className="part-panel">
        <AuditVerification />
      </TabPanel>
      <TabPanel id="export" className="part-panel">
        <AuditExport />
      </TabPanel>
      <TabPanel id="taps" className="part-panel">
        <Suspense fallback={<p className="console-note">{t('console.loading')}</p>}>
          <TapsChart />
        </Suspense>
        <TapList />
      </TabPanel>
    </Tabs>
  )
}
