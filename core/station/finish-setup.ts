/**
 * The end of a setup: `station.json` and the first supervisor, both or neither (0028). The settings are written under another name,
 * the supervisor and the settings' hash are one transaction, then the file gets its name. Cut short before the transaction there
 * is a fresh folder, after it `completeSetup` does what is left.
 */
import { existsSync, readdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { appendAudit } from '../audit/audit-store.ts'
import { formatBadge } from '../badge/read-badge.ts'
import type { Answer } from '../contract/contract.ts'
import type { FirstSupervisor } from '../contract/setup-calls.ts'
import { giveCard } from '../people/give-card-store.ts'
import { findHeldCards } from '../people/held-card-store.ts'
import { findPersonByEmployeeNumber, upsertPerson } from '../people/people-store.ts'
import { readPinHash, setPinHash, setRole } from '../people/role-store.ts'
import type { WritableDb } from '../store/database.ts'
import type { FolderLock } from '../store/folder-lock.ts'
import { openStationFile, openStationFileToRead } from '../store/station-file.ts'
import { type StorageFault, toStorageFault } from '../store/storage-fault.ts'
import { renameFile, writeWholeFile } from '../store/write-whole-file.ts'
import type { SettingsFault } from './describe-settings-faults.ts'
import { findNameFaults } from './find-name-faults.ts'
import { hashPin, verifyPin } from './hash-pin.ts'
import { hashSettings, judgeFolder, unfinishedName } from './judge-folder.ts'
import { readSettingsText, settingsFileName } from './read-settings.ts'
import { refuse, refuseInWords } from './refuse.ts'
import { knowsAnybody, readSetupMark, writeSetupMark } from './setup-mark-store.ts'

export type SetupStep = 'settings-drafted' | 'database-made' | 'supervisor-named' | 'settings-in-place'

export type SetupWish = {
  settings: Record<string, unknown>
  supervisor: FirstSupervisor
  env: Record<string, string | undefined>
  nowMs: number
  /** Told when a step is durable; for tests alone. */
  onStep?: (step: SetupStep) => void
}

/** @param lock Of the folder, which nobody else writes into meanwhile. */
export async function finishSetup(lock: FolderLock, wish: SetupWish): Promise<Answer<'finishSetup'>> {
  const { dir } = lock
  const { supervisor, nowMs, onStep = () => {} } = wish
  const content = `${JSON.stringify(wish.settings, null, 2)}\n`
  // Asked again after a disk that did not take the last step: what was named then is named, and its settings count.
  if (judgeFolder(dir) === 'unfinished') {
    return (await isWhatWasNamed(dir, content, wish)) ? complete(dir) : refuse('set-up-differently', { place: dir })
  }
  const faults = findFaults(dir, content, wish.env)
  if (faults.length > 0) return { type: 'faults', faults }
  // Takes a while, so it comes before anything is opened.
  const pinHash = await hashPin(supervisor.pin)
  if (judgeFolder(dir) !== 'fresh') return refuse('set-up-already', { place: dir })
  const naming = nameInFolder(lock, content, (db) => nameSupervisor(db, supervisor, pinHash, nowMs), { nowMs, onStep })
  if (naming !== null) return naming
  const answer = complete(dir)
  if (answer.type === 'finished') onStep('settings-in-place')
  return answer
}

/** Drafts the settings and names the supervisor. Null: done. Otherwise nothing is left lying there. */
function nameInFolder(
  lock: FolderLock,
  content: string,
  name: (db: WritableDb) => void,
  { nowMs, onStep }: { nowMs: number; onStep: (step: SetupStep) => void },
): Answer<'finishSetup'> | null {
  const { dir } = lock
  let mayBeNamed = false
  try {
    writeWholeFile(join(dir, unfinishedName), content)
    onStep('settings-drafted')
    const opening = openStationFile(lock, nowMs)
    if (opening.type === 'failed') return refuseInWords(opening.fault.message)
    const { store } = opening.stationFile
    onStep('database-made')
    try {
      mayBeNamed = true
      const named = store.transact<null, null>((db) => {
        if (knowsAnybody(db)) return { ok: false, refusal: null }
        name(db)
        writeSetupMark(db, hashSettings(content))
        return { ok: true, value: null }
      })
      mayBeNamed = named.ok
      if (!named.ok) return refuse('set-up-already', { place: dir })
      onStep('supervisor-named')
    } finally {
      store.close()
    }
    return null
  } catch (error) {
    const fault = toStorageFault(error, dir)
    if (!fault) throw error
    return refuseInWords(fault.message)
  } finally {
    // A disk that fails while it commits may have done so all the same. What it says to the clearing it has said already.
    if (!mayBeNamed || judgeFolder(dir) === 'fresh') clearSetup(dir)
  }
}

/**
 * Puts the settings of a folder that is `unfinished` into their place.
 *
 * @returns Null, or why the disk did not.
 */
export function completeSetup(dir: string): StorageFault | null {
  const fault = faultOfDisk(dir, () => renameFile(join(dir, unfinishedName), join(dir, settingsFileName)))
  // It may fail to promise what it has done; if it forgets it, the next start does it again.
  return fault && existsSync(join(dir, unfinishedName)) ? fault : null
}

/**
 * Takes away what a setup left that was cut short before anybody was named: secrets may stand in it.
 *
 * @returns Null, or why the disk did not.
 */
export function clearSetup(dir: string): StorageFault | null {
  return faultOfDisk(dir, () => {
    // A draft of it ends with the number of the process that wrote it.
    for (const name of readdirSync(dir)) if (name.startsWith(unfinishedName)) unlinkSync(join(dir, name))
  })
}

function faultOfDisk(dir: string, work: () => void): StorageFault | null {
  try {
    work()
    return null
  } catch (error) {
    const fault = toStorageFault(error, dir)
    if (!fault) throw error
    return fault
  }
}

function complete(dir: string): Answer<'finishSetup'> {
  const fault = completeSetup(dir)
  return fault ? refuseInWords(fault.message) : { type: 'finished' }
}

/** Whether the wish is that of the folder, which is `unfinished`: its settings, and the supervisor with their card and PIN. */
async function isWhatWasNamed(dir: string, content: string, { supervisor, nowMs }: SetupWish): Promise<boolean> {
  const opening = openStationFileToRead(dir)
  if (opening.type === 'failed') return false
  const { store } = opening
  try {
    const db = store.read
    const person = findPersonByEmployeeNumber(db, supervisor.employeeNumber)
    if (person === null || person.displayName !== supervisor.displayName) return false
    const holdsCard = findHeldCards(db, supervisor.badge, nowMs).some(
      ({ holder }) => holder?.employeeNumber === supervisor.employeeNumber,
    )
    const pinHash = readPinHash(db, person.personId)
    if (readSetupMark(db) !== hashSettings(content) || !holdsCard || pinHash === null) return false
    return await verifyPin(pinHash, supervisor.pin)
  } finally {
    store.close()
  }
}

function findFaults(dir: string, content: string, env: SetupWish['env']): SettingsFault[] {
  const reading = readSettingsText(join(dir, settingsFileName), content, env)
  return reading.type === 'wrong' ? reading.faults : findNameFaults(reading.settings)
}

function nameSupervisor(db: WritableDb, supervisor: FirstSupervisor, pinHash: string, atMs: number): void {
  const { displayName, employeeNumber, badge } = supervisor
  const unknown = { email: null, userId: null, apiId: null, username: null, accId: null, discord: null, uniqueId: null }
  const person = { employeeNumber, displayName, ...unknown, isActive: true, occupancySystemId: null, timeProfiles: [] }
  const personId = upsertPerson(db, person, atMs)
  setRole(db, personId, 'supervisor', atMs)
  setPinHash(db, personId, pinHash, atMs)
  const card = {
    systemId: null,
    facilityCode: badge.facilityCode,
    internalNumber: badge.cardNumber,
    externalNumber: badge.serial,
    // As a card that is tapped in the console: nobody has said its format.
    format: null,
    cardType: null,
  }
  const { cardId } = giveCard(db, card, personId, atMs)
  appendAudit(db, {
    atMs,
    actor: { type: 'owner' },
    action: 'station.set-up',
    subject: employeeNumber,
    content: { displayName, role: 'supervisor', isPinSet: true, cardId, card: formatBadge(badge) },
  })
}
