/** Stages, shows and approves a roster and authentication data of many people; says what came of it. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { approveBatch, showBatch } from '../../core/staging/batches.ts'
import { stageAuthFile } from '../../core/staging/stage-auth-data.ts'
import { importRoster } from '../../core/station/import-roster.ts'
import { openDatabase, type Store } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

const [folder = '', count = '0'] = process.argv.slice(2)
const options = { nowMs: 1, thresholds: {} }

async function write(name: string, header: string, toLine: (index: number) => string): Promise<string> {
  const file = join(folder, name)
  const stream = createWriteStream(file)
  stream.write(`${header}\n`)
  for (let index = 0; index < Number(count); index += 1) {
    if (!stream.write(`${toLine(index)}\n`)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
  return file
}

async function review(store: Store, batch: string): Promise<number> {
  const shown = await showBatch(store, batch, options)
  let people = 0
  if (shown.type === 'batch') for (const person of shown.people) if (person.change === 'New Record') people += 1
  const approval = await approveBatch(store, batch, options)
  return approval.type === 'approved' ? people : -1
}

const store = openDatabase(join(folder, 'foyer.sqlite'), 'write')
migrate(store, stationMigrations, () => {})
const roster = await write(
  'roster.csv',
  'employeeNumber,displayName,email,status,cardNumber,cardFormat',
  (index) => `E${index},Person ${index} of the Roster,person${index}@example.org,Active,${1_000_000 + index},em4100`,
)
const imported = await importRoster({ store, file: roster, isApproved: false, nowMs: 0 })
const people = imported.type === 'imported' && imported.batch ? await review(store, imported.batch) : -1
const auth = await write(
  'auth.csv',
  'employeeId,employeeStatus,authValue1,authValue2,authValue3',
  (index) => `E${index},Active,first-${index},second-${index},third-${index}`,
)
const staged = await stageAuthFile({ store, thresholds: {}, patterns: {}, nowMs: 0 }, auth, {})
const employees = staged.type === 'staged' ? await review(store, staged.answer.fileLogId) : -1
store.close()
console.log(JSON.stringify({ people, employees }))
