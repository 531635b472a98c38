import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { iterateAudit, verifyAudit } from '../../core/audit/audit-store.ts'
import { firstSupervisor } from '../../core/contract/setup-calls.ts'
import { findHeldCards } from '../../core/people/held-card-store.ts'
import { findPersonByEmployeeNumber } from '../../core/people/people-store.ts'
import { readPinHash, readRole } from '../../core/people/role-store.ts'
import {
  clearSetup,
  completeSetup,
  finishSetup,
  type SetupStep,
  type SetupWish,
} from '../../core/station/finish-setup.ts'
import { judgeFolder, unfinishedName } from '../../core/station/judge-folder.ts'
import { readSettings } from '../../core/station/read-settings.ts'
import { lockFolder } from '../../core/store/folder-lock.ts'
import { openStationFile, openStationFileToRead } from '../../core/store/station-file.ts'
import { makeFolder } from '../store/temporary-folder.ts'
import { setupWish } from './setup-wish.ts'

const isPosix = process.platform !== 'win32'

function makeFresh(test: TestContext): string {
  const dir = join(makeFolder(test), 'station')
  mkdirSync(dir)
  return dir
}

async function finish(dir: string, wish: Partial<SetupWish> = {}) {
  const locking = lockFolder(dir, 'setup')
  assert.ok(locking.type === 'locked')
  try {
    return await finishSetup(locking.lock, { ...setupWish, ...wish })
  } finally {
    locking.lock.release()
  }
}

/** Both are there, and nothing that a setup leaves on its way. */
function checkWhole(dir: string): void {
  const reading = readSettings(dir, {})
  assert.ok(reading.type === 'read')
  assert.equal(reading.settings.station.id, 'front-door')
  if (isPosix) assert.equal(statSync(join(dir, 'station.json')).mode & 0o777, 0o600)
  assert.deepEqual(
    readdirSync(dir).filter((name) => name.includes('unfinished')),
    [],
  )
  const opening = openStationFileToRead(dir)
  assert.ok(opening.type === 'opened')
  const db = opening.store.read
  const person = findPersonByEmployeeNumber(db, 'E7')
  assert.ok(person)
  assert.equal(readRole(db, person.personId), 'supervisor')
  assert.match(readPinHash(db, person.personId) ?? '', /^\$argon2id\$/)
  const held = findHeldCards(db, setupWish.supervisor.badge, Date.now())
  assert.deepEqual(
    held.map(({ holder }) => holder?.employeeNumber),
    ['E7'],
  )
  const entries = [...iterateAudit(db)]
  assert.deepEqual(
    entries.map(({ action, actorType, subject }) => [action, actorType, subject]),
    [['station.set-up', 'owner', 'E7']],
  )
  assert.doesNotMatch(JSON.stringify(entries), /4829|argon2|a secret/)
  assert.equal(verifyAudit(db).type, 'intact')
  opening.store.close()
}

describe('finishing a setup', () => {
  it('writes station.json for its owner alone and names the supervisor, with an entry in the audit trail', async (test) => {
    const dir = makeFresh(test)
    assert.equal(judgeFolder(dir), 'fresh')
    assert.deepEqual(await finish(dir), { type: 'finished' })
    assert.equal(judgeFolder(dir), 'configured')
    checkWhole(dir)
  })

  it('leaves nothing behind where the settings are wrong, and names every field', async (test) => {
    const dir = makeFresh(test)
    const settings = { station: { id: 'a b', zone: 'Nowhere' }, upstreams: { clock: { url: 'x', key: 'env:NOT_SET' } } }
    const answer = await finish(dir, { settings })
    assert.ok(answer.type === 'faults')
    assert.deepEqual(answer.faults.map(({ path }) => path).sort(), [
      'station.id',
      'station.zone',
      'upstreams.clock.communityId',
      'upstreams.clock.url',
    ])
    assert.deepEqual(readdirSync(dir), ['lock.sqlite'])
    const secret = {
      ...setupWish.settings,
      upstreams: { clock: { url: 'http://x', communityId: 'c', key: 'env:NOT_SET' } },
    }
    const unset = await finish(dir, { settings: secret })
    assert.ok(unset.type === 'faults' && unset.faults[0]?.path === 'upstreams.clock.key')
    assert.deepEqual(await finish(dir, { settings: secret, env: { NOT_SET: 'x' } }), { type: 'finished' })
    assert.match(readFileSync(join(dir, 'station.json'), 'utf8'), /env:NOT_SET/)
  })

  it('takes no name that is longer than a screen shows or turns the text around it, which station.json may hold', async (test) => {
    const dir = makeFresh(test)
    const station = { id: 'front-door', name: 'x'.repeat(81), location: 'HQ\u202E', zone: 'UTC' }
    const settings = { station, readers: [{ id: 'a', name: '\u2067a' }] }
    const answer = await finish(dir, { settings })
    assert.ok(answer.type === 'faults')
    assert.deepEqual(
      answer.faults.map(({ path }) => path),
      ['station.name', 'station.location', 'readers[0].name'],
    )
    assert.deepEqual(
      readdirSync(dir).filter((name) => !name.startsWith('lock')),
      [],
    )
    writeFileSync(join(dir, 'station.json'), JSON.stringify(settings))
    assert.equal(readSettings(dir, {}).type, 'read')
    rmSync(join(dir, 'station.json'))
    // Counted as people count.
    const longest = { id: 'front-door', name: '🏭'.repeat(80), zone: 'UTC' }
    assert.deepEqual(await finish(dir, { settings: { station: longest } }), { type: 'finished' })
  })

  it('is refused a second time, and where people are known already', async (test) => {
    const dir = makeFresh(test)
    await finish(dir)
    const other = { ...setupWish.supervisor, employeeNumber: 'E8' }
    const refused = await finish(dir, { supervisor: other })
    assert.ok(refused.type === 'refused' && refused.reason?.code === 'set-up-already')
    checkWhole(dir)
    rmSync(join(dir, 'station.json'))
    assert.equal(judgeFolder(dir), 'without-settings')
    assert.equal((await finish(dir, { supervisor: other })).type, 'refused')
    assert.ok(!existsSync(join(dir, 'station.json')))
  })

  it('is refused where a database was there, a central service is, or something that cannot be read', (test) => {
    const lost = makeFresh(test)
    mkdirSync(join(lost, 'backups'))
    writeFileSync(join(lost, 'backups', 'foyer-20260302T080000000Z.sqlite'), 'x')
    const central = makeFresh(test)
    writeFileSync(join(central, 'central.sqlite'), '')
    const damaged = makeFresh(test)
    writeFileSync(join(damaged, 'foyer.sqlite'), 'no database, and longer than a header of one would be'.repeat(40))
    for (const dir of [lost, central, damaged]) assert.equal(judgeFolder(dir), 'without-settings')
  })
})

describe('the first supervisor', () => {
  it('has a name and a number that a roster may hold as well', () => {
    for (const odd of ['Ada\u0000', 'A\u0007da', 'Ada\ud800', 'Ada\u2028Byron']) {
      const { supervisor } = setupWish
      for (const field of ['displayName', 'employeeNumber'] as const) {
        const judged = firstSupervisor.safeParse({ ...supervisor, [field]: odd })
        assert.deepEqual(
          judged.error?.issues.map(({ path }) => path),
          [[field]],
          JSON.stringify(odd),
        )
      }
    }
    assert.equal(
      firstSupervisor.parse({ ...setupWish.supervisor, displayName: ' Zoë 🙂 李 ' }).displayName,
      'Zoë 🙂 李',
    )
  })
})

describe('a disk that does not take all of a setup', () => {
  /** A folder that has this name lets nothing be renamed to it. */
  const block = (dir: string): void => {
    mkdirSync(join(dir, 'station.json', 'in the way'), { recursive: true })
  }
  const unblock = (dir: string): void => rmSync(join(dir, 'station.json'), { recursive: true })

  it('is said in words, and asked the same again the setup is finished', async (test) => {
    const dir = makeFresh(test)
    const onStep = (step: SetupStep): void => {
      if (step === 'supervisor-named') block(dir)
    }
    assert.equal((await finish(dir, { onStep })).type, 'refused')
    unblock(dir)
    assert.equal(judgeFolder(dir), 'unfinished')
    const { settings, supervisor } = setupWish
    for (const other of [
      { supervisor: { ...supervisor, employeeNumber: 'E8' } },
      { supervisor: { ...supervisor, displayName: 'Ida Byron' } },
      { supervisor: { ...supervisor, pin: '9284' } },
      { supervisor: { ...supervisor, badge: { ...supervisor.badge, cardNumber: 1 } } },
      { settings: { ...settings, readers: [{ id: 'a' }] } },
    ]) {
      const answer = await finish(dir, other)
      assert.ok(answer.type === 'refused' && answer.reason?.code === 'set-up-differently')
    }
    assert.equal(judgeFolder(dir), 'unfinished')
    assert.deepEqual(await finish(dir), { type: 'finished' })
    checkWhole(dir)
  })

  it('keeps no settings of a setup that named nobody', async (test) => {
    const dir = makeFresh(test)
    const onStep = (step: SetupStep): void => {
      if (step === 'settings-drafted') mkdirSync(join(dir, 'foyer.sqlite'))
    }
    assert.equal((await finish(dir, { onStep })).type, 'refused')
    assert.deepEqual(
      readdirSync(dir).filter((name) => name.includes('unfinished')),
      [],
    )
    rmSync(join(dir, 'foyer.sqlite'), { recursive: true })
    assert.equal(judgeFolder(dir), 'fresh')
  })

  it('is a fault in words to whoever completes or clears it', (test) => {
    const dir = makeFresh(test)
    block(dir)
    writeFileSync(join(dir, unfinishedName), '{}')
    assert.ok(completeSetup(dir)?.message.includes(dir))
    assert.ok(existsSync(join(dir, unfinishedName)))
    rmSync(join(dir, unfinishedName))
    mkdirSync(join(dir, unfinishedName, 'in it'), { recursive: true })
    assert.ok(clearSetup(dir)?.message.includes(dir))
  })
})

describe('a setup that is cut short', { skip: !isPosix && 'needs SIGKILL' }, () => {
  const steps: [SetupStep, 'fresh' | 'unfinished' | 'configured'][] = [
    ['settings-drafted', 'fresh'],
    ['database-made', 'fresh'],
    ['supervisor-named', 'unfinished'],
    ['settings-in-place', 'configured'],
  ]
  for (const [step, state] of steps) {
    it(`when "${step}" is begun anew or finished, and never half`, async (test) => {
      const dir = makeFresh(test)
      const child = spawnSync(process.execPath, [join(import.meta.dirname, 'finish-setup-child.ts'), dir, step])
      assert.equal(child.signal, 'SIGKILL', String(child.stderr))
      assert.equal(judgeFolder(dir), state)
      if (state === 'fresh') {
        clearSetup(dir)
        assert.ok(!existsSync(join(dir, unfinishedName)), 'a secret lies there no longer than needed')
        assert.deepEqual(await finish(dir), { type: 'finished' })
      }
      if (state === 'unfinished') assert.equal(completeSetup(dir), null)
      checkWhole(dir)
    })
  }

  it('in the middle of making the database is begun anew', async (test) => {
    const dir = makeFresh(test)
    const locking = lockFolder(dir, 'setup')
    assert.ok(locking.type === 'locked')
    const { stationMigrations } = await import('../../core/store/migrations/station-migrations.ts')
    for (const count of [0, 1, 5]) {
      const opening = openStationFile(locking.lock, Date.now(), stationMigrations.slice(0, count))
      assert.ok(opening.type === 'opened')
      opening.stationFile.store.close()
      assert.equal(judgeFolder(dir), 'fresh')
    }
    locking.lock.release()
    assert.deepEqual(await finish(dir), { type: 'finished' })
    checkWhole(dir)
  })

  it('with settings that somebody changed meanwhile is not taken for finished', (test) => {
    const dir = makeFresh(test)
    spawnSync(process.execPath, [join(import.meta.dirname, 'finish-setup-child.ts'), dir, 'supervisor-named'])
    writeFileSync(join(dir, unfinishedName), '{}')
    assert.equal(judgeFolder(dir), 'without-settings')
  })
})
