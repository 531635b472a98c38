import '../../styles/console-parts.css'
import '../../styles/console-sync.css'
import { lazy, Suspense, useState } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs'
import { useTranslation } from 'react-i18next'
import type { RowFilter } from '../sync/outbox-row.ts'
import { OutboxRows } from '../sync/outbox-rows.tsx'
import { SyncOverview } from '../sync/sync-overview.tsx'

const BacklogChart = lazy(() => import('../charts/backlog-chart.tsx'))
const parts = ['overview', 'rows', 'history'] as const

/** How telling the upstreams stands, what they refused and what is done about it, and how much waited when. */
export default function SyncPage() {
  const { t } = useTranslation()
  const [part, setPart] = useState<string>('overview')
  const [filter, setFilter] = useState<RowFilter>({ upstream: null, state: 'refused' })
  return (
    <Tabs selectedKey={part} onSelectionChange={(key) => setPart(String(key))}>
      <TabList className="parts" aria-label={t('console.pages.sync')}>
        {parts.map((id) => (
          <Tab key={id} id={id} className="part">
            {t(`console.sync.parts.${id}`)}
          </Tab>
        ))}
      </TabList>
      <TabPanel id="overview" className="part-panel">
        <SyncOverview
          onShow={(next) => {
            setFilter(next)
            setPart('rows')
          }}
        />
      </TabPanel>
      <TabPanel id="rows" className="part-panel">
        <OutboxRows filter={filter} onFilter={setFilter} />
      </TabPanel>
      <TabPanel id="history" className="part-panel">
        <Suspense fallback={<p className="console-note">{t('console.loading')}</p>}>
          <BacklogChart />
        </Suspense>
      </TabPanel>
    </Tabs>
  )
}
