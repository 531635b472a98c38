import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addBatch, findBatch, setBatchSize } from '../../core/enrolment/batch-store.ts'
import type { KnownAuth } from '../../core/enrolment/judge-auth.ts'
import { putRecords, readPage } from '../../core/enrolment/staged-record-store.ts'
import { giveCard, setCardState } from '../../core/people/give-card-store.ts'
import { findPersonByEmployeeNumber, readRosterAt, readStoredPerson } from '../../core/people/people-store.ts'
import { approveBatch, rejectBatch, showBatch } from '../../core/staging/batches.ts'
import { importRoster } from '../../core/station/import-roster.ts'
import { submitted } from '../enrolment/auth-arbitraries.ts'
import { modelBatch } from '../enrolment/auth-model.ts'
import { scrub } from '../enrolment/scrub.ts'
import { deskMs, openDesk, type TestDesk } from './auth-desk.ts'

const guid = '8375fb13-cce4-4cf1-8280-7bad9e6cb16f'
const anna = { employeeId: 'A', employeeStatus: 'Active', authValue1: 'a1' }
const ben = { employeeId: 'B', employeeStatus: 'Active', authValue1: 'b1', authValue2: 'b2' }
const options = { nowMs: deskMs, thresholds: {} }

async function previewRoster({ store, write }: TestDesk, text: string, name = 'roster'): Promise<string> {
  const imported = await importRoster({ store, file: write(name, text), isApproved: false, nowMs: deskMs })
  assert.ok(imported.type === 'imported', JSON.stringify(imported))
  assert.ok(imported.batch)
  return imported.batch
}

test('a staged batch is listed with its totals until it is approved, and then as approved', async (t) => {
  const { stage, approve, list } = openDesk(t)
  const { fileLogId } = await stage([anna, ben])
  const [waiting] = list()
  assert.deepEqual(
    [waiting?.id, waiting?.kind, waiting?.state, waiting?.totals?.totalNew, waiting?.settledAtMs],
    [fileLogId, 'auth', 'staged', 2, null],
  )
  const approval = await approve(fileLogId)
  assert.ok(approval.type === 'approved')
  assert.equal(approval.totals.totalNew, 2)
  assert.deepEqual([list()[0]?.state, list()[0]?.settledAtMs], ['approved', deskMs])
})

test('nothing is stored until a batch is approved', async (t) => {
  const { stage, approve, stored } = openDesk(t)
  const { fileLogId } = await stage([anna])
  assert.deepEqual(stored(), [])
  await approve(fileLogId)
  assert.deepEqual(
    stored().map(({ employeeId }) => employeeId),
    ['A'],
  )
})

test('records with errors, duplicates and no change are not applied', async (t) => {
  const { stage, approve, stored } = openDesk(t)
  await approve((await stage([anna])).fileLogId)
  const before = stored()
  await approve((await stage([anna, anna, { employeeId: 'C' }, { authValue1: 'x' }])).fileLogId)
  assert.deepEqual(stored(), before)
})

test('processing a batch twice is refused', async (t) => {
  const { stage, approve, stored } = openDesk(t)
  const { fileLogId } = await stage([anna])
  await approve(fileLogId)
  const before = stored()
  assert.deepEqual(await approve(fileLogId), { type: 'not-open', state: 'approved' })
  assert.deepEqual(stored(), before)
})

test('an unknown or malformed batch id is refused', async (t) => {
  const { approve, store } = openDesk(t)
  for (const id of [guid, 'x', '', '00000000-0000-0000-0000-000000000000']) {
    assert.deepEqual(await approve(id), { type: 'unknown-batch' })
    assert.deepEqual(await rejectBatch(store, id, deskMs), { type: 'unknown-batch' })
    assert.deepEqual(await showBatch(store, id, options), { type: 'unknown-batch' })
  }
})

test('an exceeded threshold cancels the whole batch when it is processed, and nothing is applied', async (t) => {
  const { stage, approve, stored, list } = openDesk(t, { addedPercent: 50 })
  const { fileLogId, thresholdExceptions } = await stage([anna, ben])
  assert.deepEqual(list()[0]?.thresholdExceptions, thresholdExceptions)
  assert.deepEqual(await approve(fileLogId), {
    type: 'cancelled',
    thresholdExceptions: ['Number of added employees exceeds threshold: 50%. Processing has stopped.'],
  })
  assert.deepEqual([stored(), list()[0]?.state], [[], 'cancelled'])
  assert.deepEqual(await approve(fileLogId), { type: 'not-open', state: 'cancelled' })
})

test('a rejected batch is not applied, then or later', async (t) => {
  const { stage, approve, store, stored, list } = openDesk(t)
  const { fileLogId } = await stage([anna])
  assert.deepEqual(await rejectBatch(store, fileLogId.toUpperCase(), deskMs), { type: 'rejected' })
  assert.deepEqual(await rejectBatch(store, fileLogId, deskMs), { type: 'not-open', state: 'rejected' })
  assert.deepEqual(await approve(fileLogId), { type: 'not-open', state: 'rejected' })
  assert.deepEqual([stored(), list()[0]?.state], [[], 'rejected'])
})

test('a batch is shown with the differences per person, and never with an authentication value', async (t) => {
  const { stage, approve, show } = openDesk(t)
  await approve((await stage([anna, ben, { employeeId: 'C', authValue1: 'c1' }])).fileLogId)
  const { fileLogId } = await stage([
    { ...anna, employeeId: 'A2' },
    { employeeId: 'B', employeeStatus: 'Gone', authValue1: 'b1', authValue2: 'new', authValue3: 'b3' },
    { employeeId: 'C', authValue2: 'c1' },
    { employeeId: 'D', authValue1: 'd1' },
  ])
  assert.deepEqual(await show(fileLogId), [
    { who: 'A2', change: 'Employee Id Updated', differences: ['employeeId: A → A2'] },
    {
      who: 'B',
      change: 'Auth Value Updated',
      differences: ['employeeStatus: Active → Gone', 'authValue2: (set) → (changed)', 'authValue3: null → (set)'],
    },
    { who: 'C', change: 'Auth Value Updated', differences: ['authValue1: (set) → null', 'authValue2: null → (set)'] },
    { who: 'D', change: 'New Record', differences: [] },
  ])
})

test('an approval of a batch whose people changed since is refused, and the preview is made anew', async (t) => {
  const { stage, approve, show, stored } = openDesk(t)
  await approve((await stage([anna])).fileLogId)
  const { fileLogId } = await stage([{ ...anna, employeeStatus: 'Gone' }, ben])
  await approve((await stage([{ ...anna, employeeStatus: 'Away' }])).fileLogId)
  const before = stored()
  const refused = await approve(fileLogId)
  assert.ok(refused.type === 'stale')
  assert.equal((await approve(fileLogId)).type, 'stale', 'nobody has seen the new preview yet')
  assert.deepEqual([refused.totals.totalUpdates, refused.totals.totalNew], [1, 1])
  assert.deepEqual(stored(), before)
  assert.deepEqual((await show(fileLogId))[0]?.differences, ['employeeStatus: Away → Gone'])
  assert.equal((await approve(fileLogId)).type, 'approved')
  assert.equal(stored()[0]?.employeeStatus, 'Gone')
})

test('what was added to a batch after it was shown is not approved until it was shown too', async (t) => {
  const { stage, approve, show, list, stored } = openDesk(t)
  const { fileLogId } = await stage([anna])
  await show(fileLogId)
  await stage([ben], { fileLogId })
  const preview = list()[0]?.preview
  assert.equal((await approve(fileLogId)).type, 'stale')
  assert.deepEqual(stored(), [])
  assert.equal((await approve(fileLogId)).type, 'stale', 'a refusal shows nothing')
  assert.ok(preview)
  assert.equal((await approve(fileLogId, preview)).type, 'approved', 'whoever names it has seen it')
})

test('another stored authentication value is another preview, though the words for it are the same', async (t) => {
  const { stage, approve, show, stored } = openDesk(t)
  await approve((await stage([anna])).fileLogId)
  const { fileLogId } = await stage([{ ...anna, authValue1: 'a2' }])
  const shown = await show(fileLogId)
  await approve((await stage([{ ...anna, authValue1: 'a3' }])).fileLogId)
  const before = stored()
  assert.equal((await approve(fileLogId)).type, 'stale')
  assert.deepEqual(stored(), before)
  assert.deepEqual(await show(fileLogId), shown)
  assert.equal((await approve(fileLogId)).type, 'approved')
})

test('only the preview that is named is applied, and each has another name', async (t) => {
  const { stage, approve, show, list } = openDesk(t)
  await approve((await stage([anna])).fileLogId)
  const { fileLogId } = await stage([{ ...anna, employeeStatus: 'Gone' }])
  const first = list()[0]?.preview
  assert.match(first ?? '', /^[0-9a-f]{12}$/)
  await approve((await stage([{ ...anna, employeeStatus: 'Away' }])).fileLogId)
  assert.equal((await approve(fileLogId)).type, 'stale')
  await show(fileLogId)
  const second = list().find(({ id }) => id === fileLogId)?.preview
  assert.notEqual(second, first)
  assert.ok(first && second)
  assert.equal((await approve(fileLogId, first)).type, 'stale')
  const approval = await approve(fileLogId, second)
  assert.ok(approval.type === 'approved')
  assert.equal(approval.preview, second)
})

test('an approval of a roster is refused when more cards would die by it than were shown', async (t) => {
  const desk = openDesk(t)
  const { approve, show, list, store, change } = desk
  await approve(await previewRoster(desk, 'employeeNumber,displayName,cardNumber\nE1,Anna,1\nE1,Anna,2\nE2,Ben,3\n'))
  const text = 'employeeNumber,displayName,status,cardNumber\nE1,Anna,Inactive,\nE2,Ben,Active,2\n'
  const id = await previewRoster(desk, text)
  assert.deepEqual(list()[0]?.consequences, { becomeInactive: 1, cardsDie: 1, loseTimeProfiles: 0 })
  const anna = findPersonByEmployeeNumber(store.read, 'E1')?.personId ?? 0
  const card = {
    systemId: null,
    facilityCode: null,
    internalNumber: 9,
    externalNumber: null,
    format: null,
    cardType: null,
  }
  change((db) => giveCard(db, card, anna, deskMs))
  assert.equal((await approve(id)).type, 'stale')
  await show(id)
  assert.equal(list()[0]?.consequences?.cardsDie, 2)
  assert.equal((await approve(id)).type, 'approved')
  const states = store.read.prepare<{ state: string }>('SELECT state FROM card ORDER BY internal_number').all()
  assert.deepEqual(
    states.map(({ state }) => state),
    ['revoked', 'active', 'active', 'revoked'],
  )
})

test('a batch tells who staged and who settled it, and a file without anybody leaves none', async (t) => {
  const desk = openDesk(t)
  const { stage, list, store, write } = desk
  const boss = { type: 'supervisor', personId: 1, employeeNumber: 'S1' } as const
  desk.desk.actor = boss
  const { fileLogId } = await stage([anna])
  assert.deepEqual([list()[0]?.stagedBy, list()[0]?.settledBy], ['S1', null])
  await rejectBatch(store, fileLogId, deskMs)
  assert.deepEqual([list()[0]?.stagedBy, list()[0]?.settledBy], ['S1', null])
  await stage([{}])
  const file = write('empty', 'employeeNumber,displayName\n')
  const imported = await importRoster({ store, file, isApproved: false, nowMs: deskMs, actor: boss })
  assert.ok(imported.type === 'imported')
  assert.equal(imported.batch, null)
  assert.equal(list().length, 1)
})

test('an approval is not refused for people whom the batch does not speak of', async (t) => {
  const { stage, approve } = openDesk(t)
  const { fileLogId } = await stage([anna])
  await approve((await stage([ben])).fileLogId)
  assert.equal((await approve(fileLogId)).type, 'approved')
})

test('a roster that was previewed is listed, shown and approved later', async (t) => {
  const desk = openDesk(t)
  const { store, list, show, approve } = desk
  const id = await previewRoster(desk, 'employeeNumber,displayName,cardNumber\nE1,Anna,1\nE2,,2\n')
  assert.deepEqual([list()[0]?.kind, list()[0]?.source?.endsWith('/roster')], ['roster', true])
  assert.deepEqual(
    (await show(id)).map(({ who, change }) => [who, change]),
    [
      ['E1', 'New Record'],
      ['E2', 'Error'],
    ],
  )
  assert.equal(readRosterAt(store.read), null)
  assert.equal((await approve(id)).type, 'approved')
  assert.deepEqual(readStoredPerson(store.read, 'E1')?.cards[0]?.internalNumber, 1)
  assert.equal(readRosterAt(store.read), deskMs)
})

test('a roster is shown with the columns that change and the cards that change hands', async (t) => {
  const desk = openDesk(t)
  const { approve, show, store, change } = desk
  const header = 'employeeNumber,displayName,email,status,cardNumber,cardType,timeProfiles,authValue1\n'
  await approve(await previewRoster(desk, `${header}E1,Anna,a@x,,1,,,\nE2,Ben,,,2,,,old\n`))
  change((db) => setCardState(db, 1, 'lost', 0))
  const id = await previewRoster(desk, `${header}E1,Ann,,Inactive,3,,${guid},\nE2,Ben,,,1,,,new\nE3,Cleo,,,2,,,\n`)
  assert.deepEqual(await show(id), [
    {
      who: 'E1',
      change: 'Status Updated',
      differences: [
        'displayName: Anna → Ann',
        'email: a@x → null',
        'status: Active → Inactive',
        `timeProfiles: null → ${guid}`,
        'card 3: null → E1',
      ],
    },
    { who: 'E2', change: 'Update', differences: ['card 1 (lost): E1 → E2', 'authValue1: (set) → (changed)'] },
    { who: 'E3', change: 'New Record', differences: ['card 2: E2 → E3'] },
  ])
  assert.equal((await approve(id)).type, 'approved')
  assert.deepEqual(
    ['E1', 'E2', 'E3'].map((of) => readStoredPerson(store.read, of)?.cards.map((card) => card.internalNumber)),
    [[3], [1], [2]],
  )
})

test('an approval of a roster is refused when a card of it changed hands meanwhile', async (t) => {
  const desk = openDesk(t)
  const { approve, show, store, change } = desk
  await approve(await previewRoster(desk, 'employeeNumber,displayName\nE1,Anna\n'))
  const id = await previewRoster(desk, 'employeeNumber,displayName,cardNumber\nE2,Ben,7\n')
  const card = {
    systemId: null,
    facilityCode: null,
    internalNumber: 7,
    externalNumber: null,
    format: null,
    cardType: null,
  }
  change((db) => giveCard(db, card, findPersonByEmployeeNumber(store.read, 'E1')?.personId ?? 0, deskMs))
  assert.equal((await approve(id)).type, 'stale')
  assert.equal(findPersonByEmployeeNumber(store.read, 'E2'), null)
  assert.deepEqual((await show(id))[0]?.differences, ['card 7: E1 → E2'])
  assert.equal((await approve(id)).type, 'approved')
  assert.equal(readStoredPerson(store.read, 'E1')?.cards.length, 0)
})

test('thresholds hold for a roster too', async (t) => {
  const { store, write } = openDesk(t)
  const roster = { store, file: write('roster', 'employeeNumber,displayName\nE1,Anna\nE2,\n'), nowMs: deskMs }
  const thresholds = { errorPercent: 10 }
  const sentence = 'Number of records with errors exceeds threshold: 10%. Processing has stopped.'
  const preview = await importRoster({ ...roster, thresholds, isApproved: false })
  assert.ok(preview.type === 'imported' && preview.batch)
  assert.deepEqual(preview.report.thresholdExceptions, [sentence])
  assert.equal((await approveBatch(store, preview.batch, { nowMs: deskMs, thresholds })).type, 'cancelled')
  const applied = await importRoster({ ...roster, thresholds, isApproved: true })
  assert.ok(applied.type === 'cancelled')
  assert.deepEqual(applied.report.thresholdExceptions, [sentence])
  assert.deepEqual(applied.report.errors, [{ line: 3, reason: 'displayName is missing' }])
  assert.equal(findPersonByEmployeeNumber(store.read, 'E1'), null)
})

test('a preview of the same roster file replaces the one before, and settled ones stay', async (t) => {
  const desk = openDesk(t)
  const first = await previewRoster(desk, 'employeeNumber,displayName\nE1,Anna\n')
  const second = await previewRoster(desk, 'employeeNumber,displayName\nE1,Anna\nE2,Ben\n')
  const other = await previewRoster(desk, 'employeeNumber,displayName\nE3,Cleo\n', 'other')
  assert.notEqual(first, second)
  assert.deepEqual(
    desk.list().map(({ id }) => id),
    [other, second],
  )
  await desk.approve(second)
  const third = await previewRoster(desk, 'employeeNumber,displayName\nE1,Anna\n')
  assert.deepEqual(
    desk.list().map(({ id }) => id),
    [third, other, second],
  )
})

test('the records of a batch that was settled long ago go, and its totals stay', async (t) => {
  const { stage, approve, show, list, desk } = openDesk(t)
  const { fileLogId } = await stage([anna])
  await approve(fileLogId)
  desk.nowMs = deskMs + 91 * 24 * 60 * 60 * 1000
  await stage([ben])
  assert.deepEqual(await show(fileLogId), [])
  assert.equal(list().find(({ id }) => id === fileLogId)?.totals?.totalNew, 1)
})

test('whatever is submitted: what is approved is what was shown, and what a naive model comes to', async (t) => {
  const list = fc.array(submitted, { maxLength: 8 })
  const property = fc.asyncProperty(fc.array(list, { minLength: 1, maxLength: 3 }), async (batches) => {
    const { stage, approve, stored, show, hash } = openDesk(t)
    let model: KnownAuth[] = []
    for (const batch of batches) {
      const { fileLogId, employeeDetails, totalUpdates, totalRecords } = await stage(batch)
      if (totalRecords === 0) continue
      const before = stored()
      const shown = await show(fileLogId)
      assert.equal((await approve(fileLogId)).type, 'approved')
      const after = stored()
      assert.deepEqual(await show(fileLogId), shown)
      const rules = { validate: true, allowNoAuth: false, patterns: {} }
      const outcome = modelBatch(scrub(batch, 1, rules), model)
      model = outcome.stored
      assert.deepEqual(
        employeeDetails.map(({ Value }) => Value),
        outcome.words.filter((word) => word !== 'Duplicate'),
      )
      const hidden = model.map((of) => ({
        ...of,
        authValues: of.authValues.map((value, place) => value && hash(`${place + 1}:${value}`)),
      }))
      assert.deepEqual(after, hidden)
      assert.equal(shown.filter(({ differences }) => differences.length > 0).length, totalUpdates)
      const told = new Set(shown.flatMap(({ who, change }) => (/New|Updated/.test(change) ? [who] : [])))
      const untouched = new Set(after.map((known) => JSON.stringify(known)))
      for (const known of before) {
        const isRenamed = shown.some(({ differences }) =>
          differences[0]?.startsWith(`employeeId: ${known.employeeId} →`),
        )
        const isTold = told.has(known.employeeId) || isRenamed
        assert.ok(untouched.has(JSON.stringify(known)) || isTold, 'nobody changes of whom nothing was shown')
      }
      const again = await stage(batch, { commit: false })
      assert.deepEqual([again.totalNew, again.totalUpdates], [0, 0])
    }
  })
  await fc.assert(property, { numRuns: 40 })
})

test('what a call left that was cut short is not seen, is not approved, and goes with the next call', async (t) => {
  const { stage, approve, show, list, store, change, stored } = openDesk(t)
  const { fileLogId } = await stage([anna])
  const staged = findBatch(store.read, fileLogId)
  assert.ok(staged)
  const [kept] = readPage(store.read, staged, 0, 1)
  assert.ok(kept)
  const leftId = '11111111-1111-4111-8111-111111111111'
  change((db) => {
    const left = addBatch(db, { id: leftId, kind: 'auth', source: null, stagedAtMs: 0 })
    putRecords(db, left, [kept])
    putRecords(db, staged, [{ ...kept, record: { ...kept.record, place: 1, employeeId: 'Z' } }])
  })
  assert.deepEqual(
    list().map(({ id }) => id),
    [fileLogId],
  )
  assert.deepEqual(await approve(leftId), { type: 'unknown-batch' })
  assert.deepEqual(
    (await show(fileLogId)).map(({ who }) => who),
    ['A'],
  )
  assert.equal((await stage([ben], { fileLogId: leftId })).totalRecords, 1)
  assert.equal((await stage([ben], { fileLogId })).totalRecords, 2)
  await show(fileLogId)
  await approve(fileLogId)
  assert.deepEqual(
    stored().map(({ employeeId }) => employeeId),
    ['A', 'B'],
  )
})

test('a batch whose staging ended before it was judged is judged when it is shown, and not approved unseen', async (t) => {
  const { stage, approve, show, list, store, change } = openDesk(t)
  const { fileLogId } = await stage([anna])
  const batch = findBatch(store.read, fileLogId)
  assert.ok(batch)
  change((db) => setBatchSize(db, batch, batch.records, batch.lines))
  assert.equal(list()[0]?.totals, null)
  assert.equal((await approve(fileLogId)).type, 'stale')
  change((db) => setBatchSize(db, batch, batch.records, batch.lines))
  assert.deepEqual(
    (await show(fileLogId)).map(({ change: word }) => word),
    ['New Record'],
  )
  assert.equal((await approve(fileLogId)).type, 'approved')
})

test('a card that passes from whoever leaves to somebody else lives on, whichever of the two comes first in the file', async (t) => {
  const header = 'employeeNumber,displayName,status,cardNumber\n'
  const others = Array.from({ length: 1200 }, (_, index) => `X${index},Person ${index},,`)
  const leaver = 'E1,Anna,Inactive,'
  const heir = 'E2,Ben,,1'
  for (const lines of [
    [leaver, ...others, heir],
    [heir, ...others, leaver],
  ]) {
    const desk = openDesk(t)
    const { approve, show, store } = desk
    await approve(await previewRoster(desk, `${header}E1,Anna,,1\nE1,Anna,,3\nE2,Ben,,2\n`))
    const id = await previewRoster(desk, header + lines.join('\n'))
    const shown = await show(id)
    assert.deepEqual(shown.find(({ who }) => who === 'E2')?.differences, ['card 1: E1 → E2'])
    assert.equal((await approve(id)).type, 'approved')
    assert.deepEqual(await show(id), shown)
    const states = store.read.prepare<{ state: string }>('SELECT state FROM card ORDER BY internal_number').all()
    assert.deepEqual(
      states.map(({ state }) => state),
      ['active', 'active', 'revoked'],
    )
  }
})

test('a card that lives again with its returning holder is shown', async (t) => {
  const desk = openDesk(t)
  const header = 'employeeNumber,displayName,status,cardNumber\n'
  await desk.approve(await previewRoster(desk, `${header}E1,Anna,Inactive,1\n`))
  const id = await previewRoster(desk, `${header}E1,Anna,Active,1\n`)
  assert.deepEqual((await desk.show(id))[0]?.differences, ['status: Inactive → Active', 'card 1: revoked → active'])
  assert.equal((await desk.approve(id)).type, 'approved')
})
