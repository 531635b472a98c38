/** A central service in a process of its own, to be killed: `node central-process.ts DIR PEOPLE` prints its URL. */
import { pino } from 'pino'
import { startCentral } from '../../core/central/central.ts'
import { person, secret } from './open-central.ts'

const [dataDir, people] = process.argv.slice(2)
if (!dataDir || !people) throw new Error('expected DIR and the number of PEOPLE')
const central = await startCentral({
  dataDir,
  port: 0,
  secret,
  zone: 'UTC',
  locations: [],
  people: Array.from({ length: Number(people) }, (_, i) => person(`E-${i}`)),
  log: pino({ level: 'silent' }),
})
process.stdout.write(`${central.url}\n`)
