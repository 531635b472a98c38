import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { readPresenceFile } from '../../core/presence/presence-file.ts'

const anna = { date: '2021-05-31', state: 'at_location', location: 'HQ', email: 'anna@example.com' }

const folder = mkdtempSync(join(tmpdir(), 'foyer-'))
after(() => rmSync(folder, { recursive: true }))

function read(content: string | Uint8Array) {
  const path = join(folder, 'presence')
  writeFileSync(path, content)
  return readPresenceFile(path)
}

async function readData(content: string | Uint8Array) {
  const file = await read(content)
  return file.type === 'read' ? file.data : assert.fail(file.message)
}

async function messageOf(content: string | Uint8Array): Promise<string> {
  const file = await read(content)
  return file.type === 'wrong' ? file.message : assert.fail('it was read')
}

test('a JSON file is an array of entries', async () => {
  assert.deepEqual(await read(JSON.stringify([anna, 1, null])), {
    type: 'read',
    data: [anna, 1, null],
    parameters: {},
    lines: null,
    torn: new Map(),
  })
})

test('a JSON file is an object with data, and what it says besides are parameters', async () => {
  const file = await read(JSON.stringify({ onInvalid: 'skip', data: [anna] }))
  assert.ok(file.type === 'read')
  assert.deepEqual([file.data, file.parameters], [[anna], { onInvalid: 'skip' }])
})

test('a CSV file has a header of fields in any order, and a blank is a field that is missing', async () => {
  const file = await read(
    'state,date,Email, employeeid ,userID,location\nremote,2021-05-31,a@x.org,,,\n\nat_location,1,,E1,u,HQ\n',
  )
  assert.ok(file.type === 'read')
  assert.deepEqual(file.data, [
    { state: 'remote', date: '2021-05-31', email: 'a@x.org' },
    { state: 'at_location', date: '1', employeeID: 'E1', userID: 'u', location: 'HQ' },
  ])
  assert.deepEqual(file.lines, [2, 4])
})

test('a date with a comma is quoted, or the columns are parted by a semicolon or tab', async () => {
  const expected = [{ date: 'May 30, 2021', state: 'remote', email: 'a@x.org' }]
  assert.deepEqual(await readData('date,state,email\n"May 30, 2021",remote,a@x.org'), expected)
  assert.deepEqual(await readData('date;state;email\r\nMay 30, 2021;remote;a@x.org\r\n'), expected)
  assert.deepEqual(await readData('date\tstate\temail\nMay 30, 2021\tremote\ta@x.org\n'), expected)
})

test('a file is read in UTF-8 with or without a byte-order mark and in UTF-16 with one', async () => {
  const text = 'date,state,location,email\n2021-05-31,at_location,Zürich 本社,änne@x.org\n'
  const expected = [{ date: '2021-05-31', state: 'at_location', location: 'Zürich 本社', email: 'änne@x.org' }]
  assert.deepEqual(await readData(text), expected)
  assert.deepEqual(await readData(`\ufeff${text}`), expected)
  assert.deepEqual(await readData(Buffer.from(`\ufeff${text}`, 'utf16le')), expected)
  assert.deepEqual(await readData(`\ufeff${JSON.stringify(expected)}`), expected)
})

test('a line with too few or too many values is known with its reason, and the others are read', async () => {
  const file = await read(
    'date,state,email\n2021-05-31,remote\n2021-05-31,remote,a@x.org,,\n2021-05-31,remote,a@x.org,x\n',
  )
  assert.ok(file.type === 'read')
  assert.equal(file.data.length, 3)
  assert.deepEqual(file.data[1], { date: '2021-05-31', state: 'remote', email: 'a@x.org' })
  assert.deepEqual([...file.torn.keys()], [0, 2])
  assert.match(file.torn.get(0) ?? '', /2 of 3 columns/)
})

test('a quoted value may hold line ends, and the lines after it are counted on', async () => {
  const file = await read('date,state,location,email\n2021-05-31,remote,"a\nb",x@x.org\n2021-05-31,remote,c,x@x.org\n')
  assert.deepEqual(file.type === 'read' && file.lines, [2, 4])
})

test('a file that cannot be taken at its word is refused in words', async () => {
  assert.match(await messageOf(''), /empty/)
  assert.match(await messageOf(' \n'), /empty/)
  assert.match(await messageOf('{"data":[{"date":'), /not valid JSON/)
  assert.match(await messageOf('{"entries":[]}'), /"data"/)
  assert.match(await messageOf('{"data":{}}'), /"data"/)
  assert.match(await messageOf('date,state,locaton\n'), /"locaton" that is not known/)
  assert.match(await messageOf('date,state,Date\n'), /"date" twice/)
  assert.match(await messageOf('email,location\n'), /no column "date" and no column "state"/)
  assert.match(await messageOf('date,state,email\n2021-05-31,"remote,a@x.org\n'), /line 2; it may have been cut off/)
  assert.match(await messageOf(Buffer.from([0x64, 0xff, 0xfe, 0x0a])), /not valid UTF-8 text/)
  assert.match(await messageOf(Buffer.from('date,state\n', 'utf16le')), /no text file/)
  assert.match(await messageOf(`date,state,email\n2021-05-31,remote,${'x'.repeat(70_000)}\n`), /longer than/)
})

test('a file that is not there, is a folder or is far too long is said so', async () => {
  const gone = await readPresenceFile(join(folder, 'no'))
  assert.deepEqual(gone, { type: 'wrong', message: 'The file does not exist.' })
  assert.deepEqual(await readPresenceFile(folder), { type: 'wrong', message: 'The file is a folder, not a file.' })
  const long = join(folder, 'long')
  writeFileSync(long, `date,state\n${' '.repeat(64 * 1024 * 1024)}`)
  assert.deepEqual(await readPresenceFile(long), { type: 'wrong', message: 'The file has more than 64 MiB; split it.' })
})

test('no bytes whatever make it throw', async () => {
  const bytes = fc.uint8Array({ maxLength: 60 })
  const text = fc.string({ unit: 'binary', maxLength: 60 }).map((tail) => Buffer.from(`date,state,email\n${tail}`))
  const json = fc.json().map((value) => Buffer.from(value))
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, text, json), async (given) => {
      const file = await read(given)
      assert.ok(file.type === 'read' || file.message.length > 0)
    }),
    { numRuns: 1000 },
  )
})
