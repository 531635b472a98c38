import {
  ClockAlert,
  CloudCheck,
  CloudOff,
  Keyboard,
  type LucideIcon,
  Nfc,
  Send,
  TriangleAlert,
  Unplug,
  Users,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ReaderView, StatusView } from '../../core/contract/contract.ts'
import { formatAge } from '../parts/format-time.ts'
import { useNow } from '../parts/use-now.ts'
import { useKioskState } from './kiosk-context.ts'

/** People come and go; a list that nobody has touched for so long is probably forgotten (ours). */
const staleRosterMs = 30 * 86_400_000

type Item = { key: string; Icon: LucideIcon; text: string; isWarning: boolean }

/** How the station itself is, for whoever looks after it; quiet as long as all is well. */
export function StatusStrip() {
  const { t } = useTranslation()
  const status = useKioskState((state) => state.status)
  const items = useItems(status)
  return (
    <section className="strip" aria-label={t('status.label')}>
      {(status ? noticesOf(status) : []).map((notice) => (
        <p key={notice} className="strip-notice">
          <TriangleAlert aria-hidden="true" />
          {notice}
        </p>
      ))}
      <ul>
        {items.map(({ key, Icon, text, isWarning }) => (
          <li key={key} className={isWarning ? 'is-warning' : undefined}>
            <Icon aria-hidden="true" />
            {text}
          </li>
        ))}
      </ul>
    </section>
  )
}

function useItems(status: StatusView | null): Item[] {
  const { t, i18n } = useTranslation()
  const nowMs = useNow()
  if (status === null) return []
  const { network, waiting, refused, rosterAtMs, people, isClockTrusted } = status
  const fine = (key: string, Icon: LucideIcon, text: string): Item => ({ key, Icon, text, isWarning: false })
  const warning = (key: string, Icon: LucideIcon, text: string): Item => ({ key, Icon, text, isWarning: true })

  const items = readerItems(status, t)
  if (network === 'online') items.push(fine('network', CloudCheck, t('status.online')))
  if (network === 'offline') items.push(warning('network', CloudOff, t('status.offline')))
  if (rosterAtMs === null) items.push(warning('roster', Users, t('status.noRoster')))
  else {
    const age = formatAge(nowMs - rosterAtMs, i18n.language)
    const when = age === null ? t('status.rosterNow') : t('status.roster', { age })
    const say = nowMs - rosterAtMs > staleRosterMs ? warning : fine
    items.push(say('roster', Users, `${t('status.people', { count: people })}, ${when}`))
  }
  if (!isClockTrusted) items.push(warning('clock', ClockAlert, t('status.clockNotTrusted')))
  if (refused > 0) items.push(warning('refused', TriangleAlert, t('status.refused', { count: refused })))
  // Last, because it changes with every tap and would push the others about.
  if (network !== 'off') items.push(fine('waiting', Send, t('status.waiting', { count: waiting })))
  return items
}

function readerItems({ readers }: StatusView, t: ReturnType<typeof useTranslation>['t']): Item[] {
  const ready = readers.filter(({ state }) => state === 'ready')
  const items = readers.flatMap(({ id, name, state }): Item[] => {
    const text = sayReader(name, state, t)
    return text === null ? [] : [{ key: `reader ${id}`, Icon: Unplug, text, isWarning: state !== 'opening' }]
  })
  if (ready.length > 0) {
    items.unshift({
      key: 'readers',
      Icon: Nfc,
      text: t('status.readersReady', { count: ready.length }),
      isWarning: false,
    })
  }
  if (readers.length === 0) items.push({ key: 'readers', Icon: Keyboard, text: t('status.noReader'), isWarning: false })
  return items
}

function sayReader(name: string, state: ReaderView['state'], t: ReturnType<typeof useTranslation>['t']): string | null {
  switch (state) {
    case 'ready':
      return null
    case 'opening':
      return t('status.readerOpening', { name })
    case 'absent':
      return t('status.readerAbsent', { name })
    case 'no-permission':
      return t('status.readerNoPermission', { name })
    case 'failed':
      return t('status.readerFailed', { name })
    default:
      return state satisfies never
  }
}

/** What somebody has to do, each once: a library that is missing is in the way of every reader. */
function noticesOf({ notice, readers }: StatusView): string[] {
  return [...new Set([notice, ...readers.map(({ why }) => why)])].filter((text) => text !== null)
}
