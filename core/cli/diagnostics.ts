/** `foyer diagnostics`: one archive for whoever helps from afar, which names nobody and holds no secret. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { reachStation } from '../door/hand-over.ts'
import { findHeldUp } from '../outbox/outbox-report-store.ts'
import { countPhotos } from '../photo/photo-folder.ts'
import { composeDiagnostics, type DiagnosedReport } from '../station/compose-diagnostics.ts'
import { readDisk, reportStation } from '../station/console-station-handlers.ts'
import type { ReadSettings } from '../station/read-settings.ts'
import type { ReadableDb } from '../store/database.ts'
import { upstreams } from '../upstream/connector.ts'
import { lookIntoFolder, sayRefused } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

type Options = { data: string }

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
    try {
      writeFileSync(resolve(file), Buffer.from(base64, 'base64'), { mode: 0o600 })
    } catch (error) {
      return sayRefused(cli, `The archive cannot be written: ${error instanceof Error ? error.message : String(error)}`)
    }
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
  return lookIntoFolder(cli, data, async (db, settings) => write((await compose(cli, data, db, settings)).base64))
}

async function compose(cli: Cli, dir: string, db: ReadableDb, settings: ReadSettings) {
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
  const parts = { db, settings, heldUp, deviceOf: () => null, log: null }
  const photos = await findPhotos(dir, settings.photo.on)
  return composeDiagnostics({ ...parts, report: { ...report, ...photos, storage: await readDisk(dir) } })
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
