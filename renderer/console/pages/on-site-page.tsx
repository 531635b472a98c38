import '../../styles/console-parts.css'
import { ClipboardCheck, LogIn } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { useTranslation } from 'react-i18next'
import { AskedAgain } from '../asked-again.tsx'
import { ForceDialog, type Forcing } from '../on-site/force-dialog.tsx'
import { OnSiteList } from '../on-site/on-site-list.tsx'
import { isRollCallGoing, RollCall } from '../on-site/roll-call.tsx'
import { type PersonOnSite, useOnSite } from '../on-site/use-on-site.ts'
import { SearchBox } from '../search-box.tsx'
import { latest } from '../use-call.ts'

const DayChart = lazy(() => import('../charts/day-chart.tsx'))
const everywhere = ''

/** Who is here, since when and where; a roll call of them; and how many were here over the day. */
export default function OnSitePage() {
  const { t } = useTranslation()
  const { asked, again } = useOnSite()
  const [query, setQuery] = useState('')
  const [place, setPlace] = useState(everywhere)
  const [forcing, setForcing] = useState<Forcing | null>(null)
  const [isRollCall, setRollCall] = useState(isRollCallGoing)
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  const { people } = answer
  if (isRollCall) return <RollCall people={people} onEnd={() => setRollCall(false)} />
  const places = countPlaces(people)
  const shown = people.filter((person) => (place === everywhere || person.location === place) && fits(person, query))
  return (
    <div className="on-site">
      <div className="on-site-head">
        <p className="console-count" role="status">
          {t('console.onSite.count', { count: people.length })}
        </p>
        <Button className="button" onPress={() => setForcing({ type: 'in' })}>
          <LogIn aria-hidden="true" />
          {t('console.onSite.forceIn')}
        </Button>
        <Button className="button is-filled" isDisabled={people.length === 0} onPress={() => setRollCall(true)}>
          <ClipboardCheck aria-hidden="true" />
          {t('console.onSite.rollCall')}
        </Button>
      </div>
      <div className="on-site-filters">
        <SearchBox
          label={t('console.onSite.search')}
          hint={t('console.onSite.searchHint')}
          value={query}
          onChange={setQuery}
        />
        {places.length > 1 && (
          <ToggleButtonGroup
            className="places"
            aria-label={t('console.onSite.location')}
            disallowEmptySelection
            selectedKeys={[place]}
            onSelectionChange={(keys) => setPlace(String([...keys][0] ?? everywhere))}
          >
            <ToggleButton id={everywhere} className="place">
              {t('console.onSite.everywhere', { count: people.length })}
            </ToggleButton>
            {places.map(([name, count]) => (
              <ToggleButton key={name} id={name} className="place">
                {name} ({count})
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        )}
      </div>
      <OnSiteList
        people={shown}
        isWithPlace={places.length > 1}
        onClockOut={(person) => setForcing({ type: 'out', person })}
      />
      <Suspense fallback={<p className="console-note">{t('console.loading')}</p>}>
        <DayChart changedBy={people.length} />
      </Suspense>
      {forcing && (
        <ForceDialog
          forcing={forcing}
          onClose={(isDone) => {
            setForcing(null)
            if (isDone) again()
          }}
        />
      )}
    </div>
  )
}

function fits({ displayName, employeeNumber }: PersonOnSite, query: string): boolean {
  const text = fold(`${employeeNumber} ${displayName}`)
  return fold(query)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** As the station folds what is searched for: without marks and case. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

function countPlaces(people: readonly PersonOnSite[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const { location } of people) counts.set(location, (counts.get(location) ?? 0) + 1)
  return [...counts].sort(([one], [other]) => one.localeCompare(other))
}
