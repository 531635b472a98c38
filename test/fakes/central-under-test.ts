/** The reference central service as the station's tests need it: it knows p1 to p5 and says what it has heard. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { startCentral } from '../../core/central/central.ts'
import { readClockEvents } from '../../core/central/export-clock-store.ts'
import { person } from '../central/open-central.ts'
import type { ServiceUnderTest } from '../contracts/clock-sync-contract.ts'

export async function openCentralUnderTest(): Promise<ServiceUnderTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'foyer-central-'))
  const key = 'a secret of the tests'
  const central = await startCentral({
    dataDir,
    port: 0,
    secret: key,
    zone: 'UTC',
    locations: [],
    people: [1, 2, 3, 4, 5].map((id) => person(`p${id}`)),
    log: pino({ level: 'silent' }),
  })
  return {
    url: central.url,
    key,
    heard: () =>
      [...readClockEvents(dataDir)].map(({ idempotencyKey, ...event }) => ({ ...event, key: idempotencyKey })),
    close: async () => {
      await central.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
