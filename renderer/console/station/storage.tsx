import { DatabaseBackup, SearchCheck } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant, localeOf } from '../../parts/format-time.ts'
import { sayRefused } from '../refusal.ts'
import { Facts } from './facts.tsx'

type Report = Answer<'getStationReport'>

/** The database, how full the disk is, and the backups, with a check and a backup by hand. */
export function Storage({ storage, again }: { storage: Report['storage']; again: () => void }) {
  const { t, i18n } = useTranslation()
  const { call } = useKiosk()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [busy, setBusy] = useState<'check' | 'backup' | null>(null)
  const [said, setSaid] = useState<{ words: string; isWarning: boolean } | null>(null)
  if (storage === null) return <p className="console-note">{t('console.station.noFolder')}</p>
  const say = (ms: number) => formatInstant(ms, zone, i18n.language)

  const check = async () => {
    setBusy('check')
    const answer = await call('checkDatabase', {})
    setBusy(null)
    if (answer.type === 'good') setSaid({ words: t('console.station.checkGood'), isWarning: false })
    else if (answer.type === 'damaged')
      setSaid({ words: t('console.station.checkDamaged', { why: answer.why }), isWarning: true })
    else setSaid({ words: t('console.failed'), isWarning: true })
  }
  const backUp = async () => {
    setBusy('backup')
    const answer = await call('backUpNow', {})
    setBusy(null)
    switch (answer.type) {
      case 'backed-up':
        setSaid({ words: t('console.station.backedUp', { time: say(answer.atMs) }), isWarning: false })
        return again()
      case 'too-soon':
        return setSaid({ words: t('console.station.backupTooSoon', { time: say(answer.newestAtMs) }), isWarning: true })
      case 'refused':
        return setSaid({ words: sayRefused(answer, t), isWarning: true })
      default:
        return setSaid({ words: t('console.failed'), isWarning: true })
    }
  }

  return (
    <>
      {storage.notice !== null && (
        <p className="is-warning" role="alert">
          {storage.notice}
        </p>
      )}
      <Facts
        facts={[
          [t('console.station.folder'), storage.folder],
          [t('console.station.fileSize'), sayBytes(storage.fileBytes + storage.logBytes, i18n.language)],
          [t('console.station.free'), sayBytes(storage.freeBytes, i18n.language)],
          [t('console.station.schema'), String(storage.schemaVersion)],
          [
            t('console.station.atStart'),
            t(`console.station.conditions.${storage.condition}`, {
              depth: t(`console.station.depths.${storage.check.depth}`),
            }),
          ],
        ]}
      />
      <div className="actions">
        <Button className="button" isPending={busy === 'check'} isDisabled={busy !== null} onPress={() => void check()}>
          <SearchCheck aria-hidden="true" />
          {t('console.station.check')}
        </Button>
        <Button
          className="button is-filled"
          isPending={busy === 'backup'}
          isDisabled={busy !== null}
          onPress={() => void backUp()}
        >
          <DatabaseBackup aria-hidden="true" />
          {t('console.station.backUp')}
        </Button>
      </div>
      <p className={said?.isWarning ? 'outbox-said is-warning' : 'outbox-said'} role="status">
        {said?.words}
      </p>
      <h3 className="sync-title">{t('console.station.backups')}</h3>
      {storage.backups.length === 0 ? (
        <p className="console-note">{t('console.station.noBackups')}</p>
      ) : (
        <ul className="console-list">
          {storage.backups.map(({ atMs, bytes }) => (
            <li key={atMs}>
              <strong>{say(atMs)}</strong>
              <span>{sayBytes(bytes, i18n.language)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

export function sayBytes(bytes: number, language: string): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const format = { style: 'unit', unit: units[power] ?? 'byte', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(localeOf(language), format).format(bytes / 1000 ** power)
}
