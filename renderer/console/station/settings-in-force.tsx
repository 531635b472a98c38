import { useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { SearchField } from 'react-aria-components/SearchField'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'

/** What the station runs by, defaults included. They are changed in `station.json`, and read at a start. */
export function SettingsInForce({ settings }: { settings: Answer<'getStationReport'>['settings'] }) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const wanted = query.trim().toLowerCase()
  const shown = settings.filter(({ path, value }) => `${path} ${value}`.toLowerCase().includes(wanted))
  return (
    <>
      <p className="console-note">{t('console.station.settingsWords')}</p>
      <SearchField className="search" value={query} onChange={setQuery}>
        <Label>{t('console.station.settingsSearch')}</Label>
        <div className="search-box">
          <Input autoComplete="off" />
        </div>
      </SearchField>
      {shown.length === 0 && <p className="console-note">{t('console.station.noSetting')}</p>}
      <dl className="facts is-code">
        {shown.map(({ path, value }) => (
          <div key={path} className="fact">
            <dt>{path}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
