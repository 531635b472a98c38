import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readPresenceBytes, readPresenceFile } from '../../core/presence/presence-file.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const anna = { date: '2021-05-31', state: 'at_location', location: 'HQ', email: 'anna@example.com' }

function read(text: string) {
  return readPresenceBytes(Buffer.from(text))
}

function readData(text: string) {
  const file = read(text)
  return file.type === 'read' ? file.data : assert.fail(file.message)
}

function messageOf(given: string | Uint8Array): string {
  const file = typeof given === 'string' ? read(given) : readPresenceBytes(given)
  return file.type === 'wrong' ? file.message : assert.fail('it was read')
}

test('a JSON file is an array of entries', () => {
  assert.deepEqual(read(JSON.stringify([anna, 1, null])), {
    type: 'read',
    data: [anna, 1, null],
    parameters: {},
    lines: null,
    torn: new Map(),
  })
})

test('a JSON file is an object with data, and what it says besides are parameters', () => {
  const file = read(JSON.stringify({ onInvalid: 'skip', data: [anna] }))
  assert.ok(file.type === 'read')
  assert.deepEqual([file.data, file.parameters], [[anna], { onInvalid: 'skip' }])
})

test('a CSV file has a header of fields in any order, and a blank is a field that is missing', () => {
  const file = read(
    'state,date,Email, employeeid ,userID,location\nremote,2021-05-31,a@x.org,,,\n\nat_location,1,,E1,u,HQ\n',
  )
  assert.ok(file.type === 'read')
  assert.deepEqual(file.data, [
    { state: 'remote', date: '2021-05-31', email: 'a@x.org' },
    { state: 'at_location', date: '1', employeeID: 'E1', userID: 'u', location: 'HQ' },
  ])
  assert.deepEqual(file.lines, [2, 4])
})

test('a date with a comma is quoted, or the columns are parted by a semicolon or tab', () => {
  const expected = [{ date: 'May 30, 2021', state: 'remote', email: 'a@x.org' }]
  assert.deepEqual(readData('date,state,email\n"May 30, 2021",remote,a@x.org'), expected)
  assert.deepEqual(readData('date;state;email\r\nMay 30, 2021;remote;a@x.org\r\n'), expected)
  assert.deepEqual(readData('date\tstate\temail\nMay 30, 2021\tremote\ta@x.org\n'), expected)
})

test('a file is read in UTF-8 with or without a byte-order mark and in UTF-16 with one', () => {
  const text = 'date,state,location,email\n2021-05-31,at_location,Zürich 本社,änne@x.org\n'
  const expected = [{ date: '2021-05-31', state: 'at_location', location: 'Zürich 本社', email: 'änne@x.org' }]
  assert.deepEqual(readData(text), expected)
  assert.deepEqual(readData(`\ufeff${text}`), expected)
  const utf16 = readPresenceBytes(Buffer.from(`\ufeff${text}`, 'utf16le'))
  assert.deepEqual(utf16.type === 'read' && utf16.data, expected)
  assert.deepEqual(readData(`\ufeff${JSON.stringify(expected)}`), expected)
})

test('a line with too few or too many values is known with its reason, and the others are read', () => {
  const file = read('date,state,email\n2021-05-31,remote\n2021-05-31,remote,a@x.org,,\n2021-05-31,remote,a@x.org,x\n')
  assert.ok(file.type === 'read')
  assert.equal(file.data.length, 3)
  assert.deepEqual(file.data[1], { date: '2021-05-31', state: 'remote', email: 'a@x.org' })
  assert.deepEqual([...file.torn.keys()], [0, 2])
  assert.match(file.torn.get(0) ?? '', /2 of 3 columns/)
})

test('a quoted value may hold line ends, and the lines after it are counted on', () => {
  const file = read('date,state,location,email\n2021-05-31,remote,"a\nb",x@x.org\n2021-05-31,remote,c,x@x.org\n')
  assert.deepEqual(file.type === 'read' && file.lines, [2, 4])
})

test('a file that cannot be taken at its word is refused in words', () => {
  assert.match(messageOf(''), /empty/)
  assert.match(messageOf(' \n'), /empty/)
  assert.match(messageOf('{"data":[{"date":'), /not valid JSON/)
  assert.match(messageOf('{"entries":[]}'), /"data"/)
  assert.match(messageOf('{"data":{}}'), /"data"/)
  assert.match(messageOf('date,state,locaton\n'), /"locaton" that is not known/)
  assert.match(messageOf('date,state,Date\n'), /"date" twice/)
  assert.match(messageOf('email,location\n'), /no column "date" and no column "state"/)
  assert.match(messageOf('date,state,email\n2021-05-31,"remote,a@x.org\n'), /line 2; it may have been cut off/)
  assert.match(messageOf(Buffer.from([0x64, 0xff, 0xfe, 0x0a])), /not valid text/)
  assert.match(messageOf(Buffer.from('date,state\n', 'utf16le')), /not valid text/)
  assert.match(messageOf(`date,state,email\n2021-05-31,remote,${'x'.repeat(70_000)}\n`), /longer than/)
})

test('a file that is not there, or is a folder, is said so', async (t) => {
  const { write } = openTemporaryStore(t)
  const file = write('some.csv', 'date,state\n')
  assert.deepEqual(await readPresenceFile(`${file}.no`), { type: 'wrong', message: 'The file does not exist.' })
  assert.equal((await readPresenceFile(file)).type, 'read')
  const folder = await readPresenceFile(file.slice(0, file.lastIndexOf('/')))
  assert.ok(folder.type === 'wrong' && /folder/.test(folder.message))
})

test('no bytes whatever make it throw', () => {
  const bytes = fc.uint8Array({ maxLength: 60 })
  const text = fc.string({ unit: 'binary', maxLength: 60 }).map((tail) => Buffer.from(`date,state,email\n${tail}`))
  const json = fc.json().map((value) => Buffer.from(value))
  fc.assert(
    fc.property(fc.oneof(bytes, text, json), (given) => {
      const file = readPresenceBytes(given)
      assert.ok(file.type === 'read' || file.message.length > 0)
    }),
    { numRuns: 1000 },
  )
})
