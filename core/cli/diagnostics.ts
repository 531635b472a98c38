/** `foyer diagnostics`: one archive for whoever helps from afar, which names nobody and holds no secret. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { stationSettings } from '../contract/settings.ts'
import { reachStation } from '../door/hand-over.ts'
import { findHeldUp } from '../outbox/outbox-report-store.ts'
import { countPhotos } from '../photo/photo-folder.ts'
import { composeDiagnostics, type DiagnosedReport } from '../station/compose-diagnostics.ts'
import { readDisk, reportStation } from '../station/console-station-handlers.ts'
import type { SettingsFault } from '../station/describe-settings-faults.ts'
import type { SettingLine } from '../station/list-settings.ts'
import { type ReadSettings, readSettings, type SettingsReading } from '../station/read-settings.ts'
import type { ReadableDb } from '../store/database.ts'
import { toStorageFault } from '../store/storage-fault.ts'
import { writeWholeFile } from '../store/write-whole-file.ts'
import { upstreams } from '../upstream/connector.ts'
import { lookIntoDatabase, sayRefused } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { isStationFolder } from './station-folder.ts'

type Options = { data: string }

/** What is shorter would take every other word along. */
const shortestSecret = 4

export function registerDiagnostics(program: Command, cli: Cli): void {
  addCommand(
    program,
    'diagnostics',
    'Save an archive for whoever helps from afar; it names nobody and holds no secret.',
    ['diagnostics ./foyer.zip --data ./station'],
  )
    .argument('<file>', 'the archive (zip) to write; one that is there is replaced')
    .addOption(dataOption().makeOptionMandatory())
    .addHelpText(
      'after',
      `
The running station is asked, and tells of its log, its clock and its readers as well; where none runs the folder is looked at.
README.txt in the archive says what is in it, and what was left out.`,
    )
    .action((file: string, options: Options) => finishWith(cli, options.data, () => save(cli, file, options)))
}

async function save(cli: Cli, file: string, { data }: Options): Promise<ExitCode> {
  const write = async (base64: string): Promise<ExitCode> => {
    const fault = writeArchive(resolve(file), Buffer.from(base64, 'base64'))
    if (fault !== null) return sayRefused(cli, `The archive cannot be written: ${fault}`)
    await cli.terminal.print(file)
    return exitCodes.ok
  }
  const reached = await reachStation(data)
  if (reached.type === 'reached') {
    try {
      const answer = await reached.call('getDiagnostics', {})
      if (answer.type === 'diagnostics') return await write(answer.base64)
    } finally {
      reached.close()
    }
    cli.terminal.say('The station did not answer; its folder is looked at instead.')
  }
  if (!isStationFolder(cli.terminal, data)) return exitCodes.failed
  // Help is needed most where the settings are wrong.
  const reading = readSettings(data, cli.env, 'left')
  if (reading.type === 'wrong') cli.terminal.say(reading.message)
  return lookIntoDatabase(cli, data, async (db) => write((await compose(cli, data, db, reading)).base64))
}

/** A file that was there before is replaced when the new one is whole. In a sentence, where it cannot be written; null: it is. */
function writeArchive(file: string, bytes: Buffer): string | null {
  try {
    const stat = statSync(file, { throwIfNoEntry: false })
    // A device or a pipe is written to, and not replaced.
    if (stat && !stat.isFile()) writeFileSync(file, bytes)
    else writeWholeFile(file, bytes)
    return null
  } catch (error) {
    return toStorageFault(error, dirname(file))?.message ?? (error instanceof Error ? error.message : String(error))
  }
}

async function compose(cli: Cli, dir: string, db: ReadableDb, reading: SettingsReading) {
  const settings = reading.type === 'read' ? reading.settings : makeUnknownSettings()
  const atMs = cli.nowMs()
  const report = await reportStation({
    context: { store: { read: db }, settings },
    readClock: () => ({ atMs, monotonicMs: 0, isTrusted: false }),
    clockFacts: () => ({ driftMs: 0, confirmed: null }),
    version: packageJson.version,
    readers: () => [],
    photos: { report: () => null, left: () => null },
    machine: null,
  })
  const heldUp = upstreams.flatMap((upstream) => {
    const held = findHeldUp(db, upstream, atMs)
    return held ? [{ upstream, ...held }] : []
  })
  const parts = { db, settings, env: cli.env, heldUp, deviceOf: () => null, log: null }
  const photos = await findPhotos(dir, settings.photo.on)
  const storage = await readDisk(dir)
  if (reading.type === 'read') return composeDiagnostics({ ...parts, report: { ...report, ...photos, storage } })
  const wrong = { settings: sayWrong(reading.faults), photosLeft: null }
  return composeDiagnostics({
    ...parts,
    moreSecrets: readValues(reading.file),
    report: { ...report, ...photos, ...wrong, storage },
  })
}

/** In the place of a station's that cannot be read: nothing is said of it but that. */
function makeUnknownSettings(): ReadSettings {
  const settings = stationSettings.parse({ station: { id: 'unknown', zone: 'UTC' } })
  return { ...settings, station: { ...settings.station, name: settings.station.id } }
}

/** What was found instead stays out: it may be a secret in the wrong place. */
function sayWrong(faults: readonly SettingsFault[]): SettingLine[] {
  const sentences = faults.map(
    ({ path, expected }) => `${path === '' ? '' : `${path}: `}${expected.replace(/, found .*$/s, '')}`,
  )
  return [{ path: 'station.json', value: sentences.join('; ') }]
}

/** What stands behind each colon: in a file that is no JSON nobody knows which of it is a secret. */
function readValues(file: string): string[] {
  try {
    const values = readFileSync(file, 'utf8').matchAll(/:\s*(?:"((?:[^"\\\r\n]|\\.)*)"|"?([^\s,}\]]+))/g)
    return [...values].map(([, quoted, bare]) => quoted ?? bare ?? '').filter(({ length }) => length >= shortestSecret)
  } catch {
    return []
  }
}

/**
 * As a running station tells of them; what one counts from its start on nobody knows. Where none are taken any more they may lie
 * there until it starts again.
 */
async function findPhotos(dir: string, isOn: boolean): Promise<Pick<DiagnosedReport, 'photo' | 'photosLeft'>> {
  // The rest of the archive tells more of a disk that does not answer.
  const found = await countPhotos(dir).catch(() => null)
  if (!isOn) return { photo: null, photosLeft: found?.files ?? null }
  const { kept, bytes } = found ?? { kept: null, bytes: null }
  return { photo: { kept, bytes, taps: null, photographed: null }, photosLeft: 0 }
}
