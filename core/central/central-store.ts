/**
 * The one store that all interfaces of the central service stand on, and its SQLite implementation. It is asynchronous,
 * so that one on a database server can stand beside it and pass the same contract suite.
 */
import { copyFileSync } from 'node:fs'
import { openDatabase } from '../store/database.ts'
import { type Migration, migrate } from '../store/migrate.ts'
import { centralFirst } from '../store/migrations/central-0010-first.ts'
import { centralPeople } from '../store/migrations/central-0020-people.ts'
import { centralCardPastStates } from '../store/migrations/central-0025-card-past-states.ts'
import { centralAuthData } from '../store/migrations/central-0040-authdata.ts'
import { centralCards } from '../store/migrations/central-0060-cards.ts'
import { centralOutboxSetAside } from '../store/migrations/central-0085-outbox-set-aside.ts'
import { centralPull } from '../store/migrations/central-0090-pull.ts'
import { centralBatchPreviews } from '../store/migrations/central-0105-batch-previews.ts'
import { centralPinAttempts } from '../store/migrations/central-0125-pin-attempts.ts'
import { centralUpstreamPauses } from '../store/migrations/central-0135-upstream-pauses.ts'
import { centralPulledCards } from '../store/migrations/central-0145-pulled-cards.ts'
import { centralPinGuesses } from '../store/migrations/central-0155-pin-guesses.ts'
import { centralSyncHistory } from '../store/migrations/central-0165-sync-history.ts'
import { type AccountStore, createAccountStore } from './account-store.ts'
import { type AuthDataStore, createAuthDataStore } from './auth-data-store.ts'
import { type CardsStore, createCardsStore } from './cards-store.ts'
import { type ClockStore, createClockStore } from './clock-store.ts'
import { createCommitTogether } from './group-commit-store.ts'
import { createPresenceStore, type PresenceStore } from './presence-store.ts'
import { createPullStore, type PullStore } from './pull-store.ts'
import { createTimeProfilesStore, type TimeProfilesStore } from './time-profiles-store.ts'

export type CentralStore = AccountStore &
  AuthDataStore &
  ClockStore &
  PresenceStore &
  TimeProfilesStore &
  CardsStore &
  PullStore & {
    /** Rejects when the store cannot be read. */
    check: () => Promise<void>
    close: () => Promise<void>
  }

export const centralMigrations: readonly Migration[] = [
  centralFirst,
  centralPeople,
  centralCardPastStates,
  centralAuthData,
  centralCards,
  centralOutboxSetAside,
  centralPull,
  centralBatchPreviews,
  centralPinAttempts,
  centralUpstreamPauses,
  centralPulledCards,
  centralPinGuesses,
  centralSyncHistory,
]

export type CentralStoreOpening =
  | { type: 'opened'; store: CentralStore }
  /** Written by a newer version of the program; nothing was touched. */
  | { type: 'from-the-future'; version: number; known: number }

/** Opens or makes the file and brings it to this version's schema. Throws when it is no database or cannot be opened. */
export function openCentralStore(file: string, nowMs: () => number = Date.now): CentralStoreOpening {
  const database = openDatabase(file, 'write')
  try {
    const migrated = migrate(database, centralMigrations, (version) => {
      database.checkpoint()
      copyFileSync(file, `${file}.before-${version}`)
    })
    if (migrated.type === 'from-the-future') {
      database.close()
      return migrated
    }
  } catch (error) {
    database.close()
    throw error
  }
  const commitTogether = createCommitTogether(database)
  const store: CentralStore = {
    ...createAccountStore(database, nowMs),
    ...createAuthDataStore(database),
    ...createClockStore(database, commitTogether),
    ...createTimeProfilesStore(commitTogether),
    ...createCardsStore(commitTogether),
    ...createPresenceStore(commitTogether),
    ...createPullStore(database),
    check: async () => {
      database.read.prepare('SELECT 1 FROM person LIMIT 1').get()
    },
    close: async () => {
      database.close()
    },
  }
  return { type: 'opened', store }
}
