/**
 * Cuts the machine's power at random instants while people tap. The disk is a file that QEMU writes past the host's cache and
 * without a cache of its own: what the guest has not sent to it at the time of the cut is gone, as when a plug is pulled.
 */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkDisk, makeDisk } from './disk.ts'
import { type Machine, openWorkshop, startMachine, type Workshop } from './machine.ts'
import { tell } from './tell.ts'

const cutCount = Math.max(1, Number(process.env.FOYER_VM_CUTS ?? 20))
/** As many machines at once as the smallest machine of ours has processors. */
const lanes = Math.min(2, cutCount)
const longestTappingMs = 2500
const dataDir = '/data/station'
const cards = Array.from({ length: 40 }, (_, index) => String(index + 1).padStart(10, '0'))
const roster = [
  'employeeNumber,displayName,apiId,cardNumber,cardFormat',
  ...cards.map((card, index) => `E${index},Person ${index},api-${index},${card},em4100`),
].join('\n')
const settings = {
  station: { id: 'front-door', zone: 'Europe/Berlin' },
  readers: [{ id: 'front', format: 'em4100' }],
  rules: { repeatGuardSeconds: 0 },
}

test('no power cut at a random instant loses a tap that was answered', async (context) => {
  const workshop = await openWorkshop()
  context.after(workshop.clear)
  const shares = Array.from({ length: lanes }, (_, lane) => Math.floor((cutCount + lane) / lanes))
  const ends = await Promise.all(shares.map((cuts, lane) => cutAgainAndAgain(workshop, `disk-${lane}`, cuts)))
  const sum = (count: 'cuts' | 'answered' | 'stored') => ends.reduce((all, end) => all + end[count], 0)
  tell(
    `power cuts ${sum('cuts')}, answered taps ${sum('answered')}, lost 0, stored and not yet answered ${sum('stored') - sum('answered')}`,
  )
})

test('a power cut is seen to lose taps where the station does not wait for its disk', async (context) => {
  const workshop = await openWorkshop({
    file: 'core/store/database.ts',
    replace: 'synchronous = FULL',
    by: 'synchronous = OFF',
  })
  context.after(workshop.clear)
  const disk = makeDisk(workshop.folder, 'disk')
  const machine = await boot(workshop, disk.drive)
  await fill(machine)
  // What was there before is not in question.
  await machine.guest.flushDisk()
  await tapUntilCut(machine)
  const next = await boot(workshop, disk.drive)
  const { eventIds } = await look(next)
  await next.cutPower()
  const stored = new Set(eventIds)
  const lost = machine.answered.filter((id) => !stored.has(id)).length
  tell(`the same without waiting for the disk: answered taps ${machine.answered.length}, lost ${lost}`)
  assert.ok(lost > 0, 'the last taps are gone')
})

type End = { cuts: number; answered: number; stored: number }

/** One machine and its disk: tap, cut, boot, look, and so on. Whatever was ever answered has to be there every time. */
async function cutAgainAndAgain(workshop: Workshop, name: string, cuts: number): Promise<End> {
  const disk = makeDisk(workshop.folder, name)
  const answered = new Set<string>()
  let machine = await boot(workshop, disk.drive)
  await fill(machine)
  let stored: string[] = []
  for (let cut = 1; cut <= cuts; cut++) {
    await tapUntilCut(machine)
    for (const eventId of machine.answered) answered.add(eventId)
    machine = await boot(workshop, disk.drive)
    stored = await checkAfterCut(machine, answered, cut)
  }
  await machine.guest.stopStation()
  await machine.guest.flushDisk()
  await machine.powerOff()
  checkDisk(disk.file)
  return { cuts, answered: answered.size, stored: stored.length }
}

async function checkAfterCut(machine: Machine, answered: ReadonlySet<string>, cut: number): Promise<string[]> {
  const { integrity, eventIds, notice } = await look(machine)
  assert.equal(integrity, 'ok')
  assert.equal(notice, null, 'no backup had to be restored')
  const stored = new Set(eventIds)
  assert.deepEqual(
    [...answered].filter((id) => !stored.has(id)),
    [],
    `what was answered before cut ${cut} is stored`,
  )
  // Whoever tapped at that instant may have been stored and not yet been told.
  assert.ok(stored.size - answered.size <= cut, `${stored.size} stored, ${answered.size} answered, ${cut} cuts`)
  assert.doesNotMatch(machine.console(), /EXT4-fs error|cannot be mounted/)
  return eventIds
}

function boot(workshop: Workshop, drive: string): Promise<Machine> {
  return startMachine({
    workshop,
    groups: ['disk'],
    devices: ['-drive', drive, '-device', 'virtio-blk-pci,drive=data'],
  })
}

async function fill({ guest }: Machine): Promise<void> {
  await guest.makeStation(dataDir, settings)
  await guest.writeFile('/data/roster.csv', roster)
  const run = await guest.foyer('import', '/data/roster.csv', '--data', dataDir, '--approve')
  assert.equal(run.code, 0, run.stderr)
  // Files that nobody promised: a cut in the first seconds would leave them empty.
  await guest.flushDisk()
  assert.equal(await guest.startStationHere(dataDir), null)
}

async function look({ guest }: Machine): Promise<{ integrity: string; eventIds: string[]; notice: string | null }> {
  assert.equal(await guest.startStationHere(dataDir), null)
  const answer = await guest.call('getStatus', {})
  assert.ok('view' in answer && 'notice' in answer.view)
  return { ...(await guest.inspect(dataDir)), notice: answer.view.notice }
}

/** From the first answer on it can happen at any time. */
async function tapUntilCut(machine: Machine): Promise<void> {
  await machine.guest.tapSteadily(cards)
  await machine.until('a first answer', () => machine.answered[0])
  // Not a wait for anything: the instant is the chance.
  await sleep(randomInt(longestTappingMs))
  await machine.cutPower()
}
