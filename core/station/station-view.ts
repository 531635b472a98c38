/** What the screens are told of the station itself. */
import type { StationView, StatusView } from '../contract/contract.ts'
import type { StationSettings } from '../contract/settings.ts'
import type { OutboxSummary } from '../outbox/outbox-store.ts'
import { readRosterAt } from '../people/people-store.ts'
import type { Store } from '../store/database.ts'
import type { SyncLoop } from './sync.ts'
import { listWindowReaders } from './window-readers.ts'

/** The sample badges of a demonstration; `reports`: what a reader would send of one. */
export type DemoTray = {
  badges: { id: string; label: string; note: string | null; printed: string; reports: Uint8Array[] }[]
}

/** How things stand with the station, but for its readers. */
export function readStatus(
  options: {
    store: Store
    notice: string | null
    sync: Pick<SyncLoop, 'state' | 'fault'> & Partial<Pick<SyncLoop, 'heldUp'>>
  },
  outbox: OutboxSummary,
  people: number,
  isClockTrusted: boolean,
): Omit<StatusView, 'readers'> {
  const { store, notice, sync } = options
  return {
    network: sync.state(),
    waiting: outbox.waiting,
    oldestWaitingAtMs: outbox.oldestWaitingAtMs,
    refused: outbox.refused,
    rosterAtMs: readRosterAt(store.read),
    people,
    isClockTrusted,
    heldUp: sync.heldUp?.() ?? [],
    notice: notice ?? sync.fault(),
  }
}

/** What a screen shows of the station, whatever happens. */
export function viewOf({
  settings,
  demo,
  version,
}: {
  settings: StationSettings
  demo: DemoTray | null
  version: string
}): StationView {
  const { station, rules, screen, photo, readers } = settings
  return {
    station: { ...station, name: station.name ?? station.id },
    rules: { resultSeconds: rules.resultSeconds, undoSeconds: rules.undoSeconds },
    screen,
    photo: photo.on ? { maxBytes: photo.maxKilobytes * 1000 } : null,
    windowReaders: listWindowReaders(readers),
    demo: demo && { badges: demo.badges.map(({ id, label, note, printed }) => ({ id, label, note, printed })) },
    version,
  }
}
