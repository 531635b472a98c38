import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { startCentral } from '../../core/central/central.ts'
import { centralFileName } from '../../core/central/central-folder.ts'
import { iteratePresence } from '../../core/presence/presence-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { person } from '../central/open-central.ts'
import { type PresenceServiceUnderTest, testPresenceSync } from '../contracts/presence-sync-contract.ts'

async function openCentralForPresence(): Promise<PresenceServiceUnderTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'foyer-central-'))
  const token = 'a secret of the tests'
  const central = await startCentral({
    dataDir,
    port: 0,
    secret: token,
    zone: 'Europe/Berlin',
    locations: ['HQ'],
    people: [1, 2, 3, 4, 5].map((id) => person(`p${id}`, { email: `p${id}@example.org` })),
    log: pino({ level: 'silent' }),
  })
  const file = openDatabase(join(dataDir, centralFileName), 'read')
  return {
    url: central.url,
    token,
    heard: () =>
      [...iteratePresence(file.read)].map(({ employeeNumber, date, location }) => ({ employeeNumber, date, location })),
    close: async () => {
      file.close()
      await central.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

testPresenceSync('the reference central service', openCentralForPresence)
