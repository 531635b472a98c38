import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compilePatterns, hideAuthValues } from '../../core/enrolment/auth-record.ts'
import type { StageAnswer } from '../../core/enrolment/stage-answer.ts'
import { noFileLogId } from '../../core/enrolment/stage-request.ts'
import { stageAuthData, stageAuthFile } from '../../core/staging/stage-auth-data.ts'
import { importRoster } from '../../core/station/import-roster.ts'
import { type Submitted, submitted } from '../enrolment/auth-arbitraries.ts'
import { openDesk } from './auth-desk.ts'

const guid = '8375fb13-cce4-4cf1-8280-7bad9e6cb16f'
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const anna = { employeeId: 'A', employeeStatus: 'Active', authValue1: 'a1', authValue2: 'a2' }
const ben = { employeeId: 'B', employeeStatus: 'Active', authValue1: 'b1' }

/** Every table's content as text. */
function dump(read: Awaited<ReturnType<typeof openDesk>>['store']['read']): string {
  const tables = read.prepare<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  return JSON.stringify(tables.map(({ name }) => [name, read.prepare(`SELECT * FROM "${name}"`).all()]))
}

test('the answer has the page’s fields under the page’s names, and no others', async (t) => {
  const { stage } = openDesk(t)
  const { fileLogId, ...answer } = await stage([anna])
  assert.match(fileLogId, uuid)
  assert.deepEqual(answer, {
    totalNew: 1,
    totalRecords: 1,
    totalUpdates: 0,
    totalErrors: 0,
    totalNoChange: 0,
    totalEmpIdUpdate: 0,
    totalAuthValueChange: 0,
    totalStatusChange: 0,
    totalDuplicates: 0,
    duplicateAuthValues: [],
    thresholdExceptions: [],
    errorDetails: [],
    employeeDetails: [{ Key: 'A', Value: 'New Record' }],
  })
})

test('the page’s sample comes out as the page has it', async (t) => {
  const { stage, approve } = openDesk(t)
  const first = await stage([{ employeeId: 'tft1636662465', employeeStatus: 'Active', authValue1: 'x' }])
  await approve(first.fileLogId)
  const employee = [{ employeeId: 'tft1636662465', employeeStatus: 'Terminated', authValue1: 'y' }]
  assert.deepEqual(await stage(employee, { fileLogId: guid, validate: true, allowNoAuth: false, commit: true }), {
    fileLogId: guid,
    totalNew: 0,
    totalRecords: 1,
    totalUpdates: 1,
    totalErrors: 0,
    totalNoChange: 0,
    totalEmpIdUpdate: 0,
    totalAuthValueChange: 1,
    totalStatusChange: 1,
    totalDuplicates: 0,
    duplicateAuthValues: [],
    thresholdExceptions: [],
    errorDetails: [],
    employeeDetails: [{ Key: 'tft1636662465', Value: 'Auth Value Updated' }],
  })
})

test('totalRecords counts what remains after scrubbing', async (t) => {
  const { stage } = openDesk(t)
  const answer = await stage([{}, anna, { employeeId: ' ', authValue1: '' }, null])
  assert.equal(answer.totalRecords, 1)
})

test('errorDetails has every error by its line within the submitted values', async (t) => {
  const { stage } = openDesk(t)
  const answer = await stage([{}, { employeeStatus: 'Active' }, anna, { employeeId: 'C' }])
  assert.deepEqual(answer.errorDetails, [
    { line: 2, value: 'employeeId is missing' },
    { line: 2, value: 'no auth value is given' },
    { line: 4, value: 'no auth value is given' },
  ])
  assert.equal(answer.totalErrors, 2)
})

test('employeeDetails has one entry for each processed record, in input order', async (t) => {
  const { stage, approve } = openDesk(t)
  const known = ['K', 'L', 'M', 'N'].map((id) => ({ employeeId: id, employeeStatus: 'Active', authValue1: id }))
  await approve((await stage(known)).fileLogId)
  const answer = await stage([
    { employeeId: 'Z', authValue1: 'z' },
    { employeeId: 'K2', authValue1: 'K' },
    { employeeId: 'L', authValue1: 'other' },
    { employeeId: 'M', employeeStatus: 'Gone', authValue1: 'M' },
    { employeeId: 'N', authValue1: 'N' },
    { employeeId: 'O' },
    { employeeId: 'Z', authValue2: 'z' },
    { authValue3: 'nobody’s' },
  ])
  assert.deepEqual(
    answer.employeeDetails.map(({ Key, Value }) => [Key, Value]),
    [
      ['K2', 'Employee Id Updated'],
      ['L', 'Auth Value Updated'],
      ['M', 'Status Updated'],
      ['N', 'No Change'],
      ['O', 'Error'],
      ['Z', 'New Record'],
      ['', 'Error'],
    ],
  )
})

test('duplicateAuthValues has one entry per skipped record, in input order', async (t) => {
  const { stage } = openDesk(t)
  const answer = await stage([{}, anna, ben, { ...ben, employeeId: 'B2' }, { ...anna, authValue2: ' ' }])
  assert.deepEqual(answer.duplicateAuthValues, [
    { line: 3, employeeId: 'B', authValue1: 'b1', authValue2: null, authValue3: null },
    { line: 5, employeeId: 'A', authValue1: 'a1', authValue2: null, authValue3: null },
  ])
  assert.equal(answer.totalDuplicates, 2)
})

test('values of a duplicate that an earlier call staged are null, since only their hash is kept', async (t) => {
  const { stage } = openDesk(t)
  const { fileLogId } = await stage([anna])
  const answer = await stage(
    [
      { ...anna, authValue3: 'a3' },
      { employeeId: 'A', authValue1: 'x' },
    ],
    { fileLogId },
  )
  assert.deepEqual(answer.duplicateAuthValues, [
    { line: 1, employeeId: 'A', authValue1: null, authValue2: null, authValue3: null },
    { line: 3, employeeId: 'A', authValue1: 'x', authValue2: null, authValue3: null },
  ])
})

test('without a fileLogId a new GUID is generated, and another one the next time', async (t) => {
  const { stage } = openDesk(t)
  const first = await stage([anna])
  const second = await stage([anna], { fileLogId: noFileLogId })
  assert.match(first.fileLogId, uuid)
  assert.match(second.fileLogId, uuid)
  assert.notEqual(first.fileLogId, second.fileLogId)
  assert.equal(second.totalRecords, 1)
})

test('with a fileLogId records are appended to its batch, and the whole batch is judged as one set', async (t) => {
  const { stage, list } = openDesk(t)
  const first = await stage([anna, ben], { fileLogId: guid })
  assert.deepEqual([first.fileLogId, first.totalRecords], [guid, 2])
  const second = await stage(
    [
      { employeeId: 'C', authValue1: 'c' },
      { ...ben, authValue2: 'b2' },
    ],
    { fileLogId: guid },
  )
  assert.deepEqual([second.fileLogId, second.totalRecords, second.totalNew, second.totalDuplicates], [guid, 4, 3, 1])
  assert.equal(list().length, 1)
})

test('calling again with the same records appends them again, and they are duplicates', async (t) => {
  const { stage } = openDesk(t)
  await stage([anna, ben], { fileLogId: guid })
  const again = await stage([anna, ben], { fileLogId: guid.toUpperCase() })
  assert.deepEqual([again.totalRecords, again.totalNew, again.totalDuplicates], [4, 2, 2])
})

test('a fileLogId that is no GUID, or that is another kind of batch, is refused', async (t) => {
  const { desk, store, write } = openDesk(t)
  assert.deepEqual(await stageAuthData(desk, { fileLogId: 'x', employee: [anna] }), { type: 'unknown-batch' })
  const file = write('roster', 'employeeNumber,displayName\nE1,Anna\n')
  const roster = await importRoster({ store, file, isApproved: false, nowMs: 0 })
  assert.ok(roster.type === 'imported')
  assert.deepEqual(await stageAuthData(desk, { fileLogId: roster.batch, employee: [anna] }), { type: 'unknown-batch' })
})

test('a batch that was processed takes no more records', async (t) => {
  const { stage, desk, approve } = openDesk(t)
  const { fileLogId } = await stage([anna])
  await approve(fileLogId)
  assert.deepEqual(await stageAuthData(desk, { fileLogId, employee: [ben] }), { type: 'not-open', state: 'approved' })
})

test('commit false computes the answer and stages nothing', async (t) => {
  const { stage, store } = openDesk(t)
  const before = dump(store.read)
  const answer = await stage([anna, ben, anna, {}], { commit: false })
  assert.deepEqual([answer.totalRecords, answer.totalNew, answer.totalDuplicates], [3, 2, 1])
  assert.equal(answer.duplicateAuthValues[0]?.authValue1, 'a1')
  assert.equal(dump(store.read), before)
})

test('commit false answers all zeros, or the fileLogId that was given', async (t) => {
  const { stage } = openDesk(t)
  assert.equal((await stage([anna], { commit: false })).fileLogId, noFileLogId)
  assert.equal((await stage([anna], { commit: false, fileLogId: guid })).fileLogId, guid)
})

test('commit false with a fileLogId answers as if the records were appended, and leaves the batch as it was', async (t) => {
  const { stage, store, list } = openDesk(t)
  await stage([anna], { fileLogId: guid })
  const before = dump(store.read)
  const tried = await stage([ben, anna], { fileLogId: guid, commit: false })
  assert.deepEqual([tried.totalRecords, tried.totalNew, tried.totalDuplicates], [3, 2, 1])
  assert.equal(dump(store.read), before)
  assert.equal(list()[0]?.records, 1)
  assert.deepEqual(await stage([ben, anna], { fileLogId: guid }), tried)
})

test('validate and allowNoAuth are those of each call, also when the batch is judged again', async (t) => {
  const { desk } = openDesk(t)
  const strict = { ...desk, patterns: compilePatterns({ employeeId: '[A-Z]' }) }
  const stage = async (employee: object[], more: object): Promise<StageAnswer> => {
    const staged = await stageAuthData(strict, { fileLogId: guid, employee, ...more })
    assert.ok(staged.type === 'staged')
    return staged.answer
  }
  await stage([{ employeeId: 'x1', authValue1: '1' }, { employeeId: 'B' }], { validate: false, allowNoAuth: true })
  const answer = await stage([{ employeeId: 'x2', authValue1: '2' }, { employeeId: 'C' }], {})
  assert.deepEqual(answer.errorDetails, [
    { line: 3, value: 'employeeId does not fit the pattern of this site' },
    { line: 4, value: 'no auth value is given' },
  ])
  assert.equal(answer.totalNew, 2)
})

test('an exceeded threshold is told in thresholdExceptions, and appending can bring the batch back within it', async (t) => {
  const { stage, approve, show } = openDesk(t, { errorPercent: 50 })
  const first = await stage([{ employeeId: 'A' }, ben, { employeeId: 'C' }])
  assert.deepEqual(first.thresholdExceptions, [
    'Number of records with errors exceeds threshold: 50%. Processing has stopped.',
  ])
  const second = await stage([anna], { fileLogId: first.fileLogId })
  assert.deepEqual(second.thresholdExceptions, [])
  await show(first.fileLogId)
  assert.equal((await approve(first.fileLogId)).type, 'approved')
})

test('authentication values are kept as a keyed hash only, before and after approval', async (t) => {
  const { stage, approve, store, stored, hash } = openDesk(t)
  const secret = { employeeId: 'A', authValue1: 's3cret-one', authValue2: 's3cret-two', authValue3: 's3cret-two' }
  const { fileLogId } = await stage([secret, secret])
  assert.ok(!dump(store.read).includes('s3cret'))
  await approve(fileLogId)
  assert.ok(!dump(store.read).includes('s3cret'))
  const values = hideAuthValues(['s3cret-one', 's3cret-two', 's3cret-two'], hash)
  assert.deepEqual(stored(), [{ employeeId: 'A', employeeStatus: null, authValues: values }])
  assert.equal(new Set(values).size, 3)
})

test('a CSV with the fields as columns is staged like a body', async (t) => {
  const { stageFile, stage } = openDesk(t)
  const csv = 'authValue1;EmployeeID;employeeStatus\na1;A;Active\n;;\n "b 1";B;\n'
  const { fileLogId: _, ...fromFile } = await stageFile(csv, { commit: false })
  const rows = [
    { employeeId: 'A', employeeStatus: 'Active', authValue1: 'a1' },
    { employeeId: 'B', authValue1: 'b 1' },
  ]
  const { fileLogId: __, ...fromBody } = await stage(rows, { commit: false })
  assert.deepEqual(fromFile, fromBody)
})

test('a JSON file is a body, and what the command line says goes before what it says', async (t) => {
  const { stageFile, list } = openDesk(t)
  const body = JSON.stringify({ fileLogId: guid, commit: false, employee: [anna, { employeeId: 'C' }] })
  assert.deepEqual([(await stageFile(body)).fileLogId, list().length], [guid, 0])
  const answer = await stageFile(`\uFEFF${body}`, { commit: true, allowNoAuth: true })
  assert.deepEqual([answer.fileLogId, answer.totalErrors, list().length], [guid, 0, 1])
  assert.equal((await stageFile(JSON.stringify([anna]))).totalNew, 1)
})

test('the duplicates of a CSV are told with their values, and torn lines are errors', async (t) => {
  const { stageFile } = openDesk(t)
  const answer = await stageFile('employeeId,authValue1\nA,first\nA\nA,second\n')
  assert.deepEqual(answer.duplicateAuthValues, [
    { line: 1, employeeId: 'A', authValue1: 'first', authValue2: null, authValue3: null },
  ])
  assert.deepEqual(answer.errorDetails, [{ line: 2, value: 'the line has 1 of 2 columns; it may have been cut off' }])
})

test('a damaged, foreign or mistaken file is refused in a plain sentence, and nothing is staged', async (t) => {
  const { desk, write, store, stage } = openDesk(t)
  await stage([anna], { fileLogId: guid })
  const before = dump(store.read)
  const rows = Array.from({ length: 20_000 }, (_, index) => `E${index},v${index}`).join('\n')
  const files: [string, string | Uint8Array][] = [
    ['truncated inside a quote', `employeeId,authValue1\n${rows}\nE2,"Be`],
    ['UTF-16 without a mark', Buffer.from('employeeId,authValue1\nA,s3cret\n', 'utf16le')],
    ['Latin-1', Buffer.from(`employeeId,authValue1\n${rows}\nA,\u00fcs3cret\n`, 'latin1')],
    ['unknown column', 'employeeId,authValue4\nA,s3cret\n'],
    ['missing column', 'employeeStatus,authValue1\nActive,s3cret\n'],
    ['a column twice', 'employeeId,authValue1,AUTHVALUE1\nA,s3cret,s3cret\n'],
    ['empty', ''],
    ['truncated JSON', '{"employee":[{"employeeId":"E1","authValue1":"s3cret'],
    ['JSON of another shape', '{"people":["s3cret"]}'],
  ]
  for (const [name, content] of files) {
    for (const fileLogId of [guid, undefined]) {
      const staged = await stageAuthFile(desk, write('auth', content), { fileLogId })
      assert.ok(staged.type === 'wrong', name)
      assert.match(staged.message, /^The file .*/, name)
      assert.ok(!staged.message.includes('s3cret'), name)
      assert.equal(dump(store.read), before, name)
    }
  }
})

test('staging that dies in the middle leaves nothing behind', async (t) => {
  const { desk, store, stage, write } = openDesk(t)
  await stage([anna], { fileLogId: guid })
  const before = dump(store.read)
  const csv = ['employeeId,authValue1', ...Array.from({ length: 30_000 }, (_, index) => `E${index},v${index}`)].join(
    '\n',
  )
  const dying = {
    ...desk,
    onProgress: ({ done }: { done: number }) => {
      if (done > 0) throw new Error('the power went')
    },
  }
  for (const fileLogId of [guid, undefined]) {
    await assert.rejects(stageAuthFile(dying, write('auth', csv), { fileLogId }), /the power went/)
    assert.equal(dump(store.read), before)
  }
})

test('calls that come at the same time take their turns', async (t) => {
  const { stage, list } = openDesk(t)
  const people = Array.from({ length: 40 }, (_, index) => ({ employeeId: `E${index}`, authValue1: `v${index}` }))
  const answers = await Promise.all(people.map((person) => stage([person], { fileLogId: guid })))
  assert.deepEqual(
    answers.map(({ totalRecords }) => totalRecords),
    people.map((_, index) => index + 1),
  )
  assert.deepEqual([list().length, list()[0]?.records], [1, 40])
})

/** Without what only the call that brought a record can tell. */
function withoutValues({ duplicateAuthValues, fileLogId: _, ...answer }: StageAnswer) {
  return { ...answer, duplicates: duplicateAuthValues.map(({ line, employeeId }) => [line, employeeId]) }
}

test('appending in pieces equals staging once, whatever the pieces', async (t) => {
  // A record that says nothing is none: it is not counted, and so moves the line numbers of the pieces that follow.
  const saying = submitted.filter((record) => Object.values(record).some((text) => (text ?? '').trim() !== ''))
  const lists = fc.array(fc.array(saying, { maxLength: 5 }), { minLength: 1, maxLength: 4 })
  const property = fc.asyncProperty(fc.array(submitted, { maxLength: 6 }), lists, async (first, pieces) => {
    const { stage, approve } = openDesk(t)
    await approve((await stage(first)).fileLogId)
    const whole: Submitted[] = pieces.flat()
    const once = await stage(whole, { commit: false })
    let last: StageAnswer | null = null
    for (const piece of pieces) last = await stage(piece, { fileLogId: guid })
    assert.ok(last)
    assert.deepEqual(withoutValues(last), withoutValues(once))
    const five = last.totalNew + last.totalUpdates + last.totalErrors + last.totalNoChange + last.totalDuplicates
    assert.equal(five, last.totalRecords)
    assert.equal(last.employeeDetails.length + last.duplicateAuthValues.length, last.totalRecords)
  })
  await fc.assert(property, { numRuns: 40 })
})
