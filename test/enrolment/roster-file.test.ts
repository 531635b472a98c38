import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { recognize } from '../../core/contract/sentences.ts'
import { type RosterColumn, type RosterEntry, rosterColumns } from '../../core/enrolment/roster-columns.ts'
import { type RosterFile, readRosterFile } from '../../core/enrolment/roster-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'foyer-roster-'))
after(() => rmSync(folder, { recursive: true }))

function read(content: string | Uint8Array): Promise<RosterFile> {
  const file = join(folder, 'roster')
  writeFileSync(file, content)
  return readRosterFile(file)
}

async function readEntries(content: string | Uint8Array): Promise<RosterEntry[]> {
  const file = await read(content)
  assert.equal(file.type, 'read', file.type === 'wrong' ? file.message : '')
  return file.type === 'read' ? file.entries : []
}

async function readMessage(content: string | Uint8Array): Promise<string> {
  const file = await read(content)
  assert.equal(file.type, 'wrong')
  // Each has words in the console's languages.
  if (file.type === 'wrong') assert.ok(recognize(file.message), file.message)
  return file.type === 'wrong' ? file.message : ''
}

const header = 'employeeNumber,displayName,email\n'
const anna: RosterEntry = {
  type: 'entry',
  line: 2,
  values: { employeeNumber: 'E1', displayName: 'Änna', email: 'a@example.com' },
}
const annaCsv = `${header}E1,Änna,a@example.com\n`

function utf16(text: string, order: 'le' | 'be', mark: boolean): Buffer {
  const bytes = Buffer.from(mark ? `\uFEFF${text}` : text, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}

test('a CSV is read in UTF-8 with and without a byte-order mark, and in UTF-16 of either order with one', async () => {
  assert.deepEqual(await readEntries(annaCsv), [anna])
  assert.deepEqual(await readEntries(`\uFEFF${annaCsv}`), [anna])
  assert.deepEqual(await readEntries(utf16(annaCsv, 'le', true)), [anna])
  assert.deepEqual(await readEntries(utf16(annaCsv, 'be', true)), [anna])
})

test('UTF-16 without a byte-order mark, UTF-32 and binary files are refused in a plain sentence', async () => {
  const utf32 = Uint8Array.from([0xff, 0xfe, 0, 0, 0x65, 0, 0, 0])
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d])
  for (const content of [utf16(annaCsv, 'le', false), utf16(annaCsv, 'be', false), utf32, png]) {
    assert.match(await readMessage(content), /^The roster is no text file, or it is UTF-16 without a byte-order mark/)
  }
})

test('a file in another encoding is refused with the line where it shows', async () => {
  const latin1 = Buffer.from(`${header}E1,Anna,\nE2,M\u00fcller,\nE3,Ben,\n`, 'latin1')
  assert.match(await readMessage(latin1), /not valid UTF-8 text \(near line 3\)/)
})

test('a file that ends inside a character is refused', async () => {
  const whole = Buffer.from(`${header}E1,Zoë`)
  assert.match(await readMessage(whole.subarray(0, -1)), /not valid UTF-8/)
  const odd = utf16(annaCsv, 'le', true)
  assert.match(await readMessage(odd.subarray(0, -1)), /not valid UTF-16LE/)
})

test('commas, semicolons and tabs are told apart by the header', async () => {
  assert.deepEqual(await readEntries('employeeNumber;displayName;email\nE1;Änna;a@example.com\n'), [anna])
  assert.deepEqual(await readEntries('employeeNumber\tdisplayName\temail\nE1\tÄnna\ta@example.com\n'), [anna])
  const [entry] = await readEntries('employeeNumber\tdisplayName\temail\nE1\t\t\n')
  assert.deepEqual(entry, { type: 'entry', line: 2, values: { employeeNumber: 'E1', displayName: '', email: '' } })
})

test('columns may stand in any order and be written in any case, and nothing else is forgiven', async () => {
  assert.deepEqual(await readEntries('"Email" , DISPLAYNAME, employeenumber\na@example.com,Änna,E1'), [anna])
  assert.match(
    await readMessage('employeeNumber,displayName,e-mail\n'),
    /column "e-mail" that is not known\. Known are: employeeNumber, displayName, email, .*authValue3\.$/,
  )
  assert.match(await readMessage('employeeNumber,displayName,Email,email\n'), /the column "email" twice/)
  assert.match(await readMessage('employeeNumber,email\nE1,\n'), /no column "displayName"/)
  assert.match(await readMessage('E1,Anna\n'), /column "E1" that is not known/)
})

test('a foreign header cannot speak to the terminal', async () => {
  const message = await readMessage(`employeeNumber,displayName,\u001b[2J${'x'.repeat(500)}\n`)
  assert.ok(!message.includes('\u001b'))
  assert.ok(message.length < 500)
})

test('a file that is truncated inside a quoted value is refused as a whole, with the line where the entry begins', async () => {
  const message = await readMessage(`${header}E1,Anna,a\nE2,"Ben,b\nE3,Cleo,c\n`)
  assert.equal(
    message,
    'The roster ends inside a quoted value of the entry that begins in line 3; it may have been cut off.',
  )
})

test('a last line with too few columns is named, and the others stand', async () => {
  assert.deepEqual(await readEntries(`${annaCsv}E2,Be`), [
    anna,
    { type: 'unreadable', line: 3, reason: 'the line has 2 of 3 columns; it may have been cut off' },
  ])
})

test('a line with too many values is named, unless the surplus is blank', async () => {
  assert.deepEqual(await readEntries(`${header}E1,Änna,a@example.com,,\nE2,Ben,b,c\n`), [
    anna,
    { type: 'unreadable', line: 3, reason: 'the line has 4 values for 3 columns' },
  ])
})

test('line numbers are the ones that an editor shows', async () => {
  const csv = `\n${header.trim()}\r\n\r\nE1,"A\nB",\r\n,,\r\n  \nE2,Ben,\nE3,C`
  const entries = await readEntries(csv)
  assert.deepEqual(
    entries.map((entry) => [entry.line, entry.type]),
    [
      [4, 'entry'],
      [8, 'entry'],
      [9, 'unreadable'],
    ],
  )
})

test('line numbers hold in a file of many pieces with Windows line ends', async () => {
  const lines = Array.from({ length: 40_000 }, (_, index) => `E${index},Person ${index},p${index}@example.com`)
  const entries = await readEntries([header.trim(), ...lines].join('\r\n'))
  assert.equal(entries.length, lines.length)
  entries.forEach((entry, index) => {
    assert.equal(entry.line, index + 2)
    assert.equal(entry.type === 'entry' && entry.values.email, `p${index}@example.com`)
  })
})

test('a quote inside an unquoted value is a quote, and text behind a closing quote is refused', async () => {
  const [entry] = await readEntries(`${header}E1,Anna "Nan" Berg,\n`)
  assert.equal(entry?.type === 'entry' && entry.values.displayName, 'Anna "Nan" Berg')
  assert.match(await readMessage(`${header}E1,A,\nE2,"B"x,\n`), /line 3 has text behind a closing quote/)
})

test('a line without end is refused before it fills the memory', async () => {
  assert.match(await readMessage(`${header}E1,"${'x'.repeat(100_000)}`), /line 2 is longer than 65536 bytes/)
  assert.match(await readMessage('x'.repeat(300_000)), /longer than 65536 bytes|not known/)
})

test('an empty file is refused, and one with a header alone has no entries', async () => {
  assert.equal(await readMessage(''), 'The roster is empty.')
  assert.equal(await readMessage('\uFEFF \n\n'), 'The roster is empty.')
  assert.deepEqual(await readEntries(header), [])
  assert.deepEqual(await readEntries(header.trim()), [])
})

test('a file that is missing or a folder is refused in a plain sentence', async () => {
  const missing = await readRosterFile(join(folder, 'missing.csv'))
  assert.deepEqual(missing, { type: 'wrong', message: 'The roster does not exist.' })
  const directory = await readRosterFile(folder)
  assert.deepEqual(directory, { type: 'wrong', message: 'The roster is a folder, not a file.' })
})

test('the same as JSON: numbers may be numbers, link ids may be a list, and entries are counted from 1', async () => {
  const json = JSON.stringify([
    { employeeNumber: 1001, displayName: 'Anna', uniqueId: 7, timeProfiles: ['a', 'b'] },
    { employeeNumber: 'E2', displayName: 'Ben', uniqueId: null },
    'E3',
    { employeeNumber: 'E4', displayName: { first: 'Cleo' } },
  ])
  const expected: RosterEntry[] = [
    {
      type: 'entry',
      line: 1,
      values: { employeeNumber: '1001', displayName: 'Anna', uniqueId: '7', timeProfiles: 'a;b' },
    },
    { type: 'entry', line: 2, values: { employeeNumber: 'E2', displayName: 'Ben', uniqueId: '', timeProfiles: '' } },
    { type: 'unreadable', line: 3, reason: 'the entry is no object' },
    { type: 'unreadable', line: 4, reason: 'displayName is neither text nor a number' },
  ]
  assert.deepEqual(await readEntries(json), expected)
  assert.deepEqual(await readEntries(`\uFEFF\n ${json}`), expected)
  assert.deepEqual(await readEntries(utf16(json, 'be', true)), expected)
})

test('JSON that is cut off, no array, or has unknown keys is refused without quoting what stands in it', async () => {
  const secret = await readMessage('[{"employeeNumber":"E1","displayName":"A","authValue1":"s3cret"},\n{"emplo')
  assert.match(secret, /^The roster is not valid JSON/)
  assert.ok(!secret.includes('s3cret'))
  assert.match(await readMessage('{"employeeNumber":"E1"}'), /no array of objects/)
  assert.match(await readMessage('[{"employeeNumber":"E1","displayName":"A","__proto__":1}]'), /"__proto__".*not known/)
  assert.deepEqual(await readEntries('[]'), [])
})

test('whatever the values, order of columns, delimiter, line ends and encoding, a CSV is read as it was written', async () => {
  const value = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\0', '').trim())
  const columns = fc.subarray([...rosterColumns.slice(2)], { minLength: 0 }).chain((optional) =>
    fc.shuffledSubarray(['employeeNumber', 'displayName', ...optional] as RosterColumn[], {
      minLength: optional.length + 2,
    }),
  )
  const roster = columns.chain((names) =>
    fc.record({
      names: fc.constant(names),
      rows: fc.array(fc.array(value, { minLength: names.length, maxLength: names.length }), { maxLength: 8 }),
      delimiter: fc.constantFrom(',', ';', '\t'),
      lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
      encoding: fc.constantFrom('utf8', 'utf8-bom', 'utf16le', 'utf16be'),
      isQuoted: fc.boolean(),
    }),
  )
  const property = fc.asyncProperty(roster, async ({ names, rows, delimiter, lineEnd, encoding, isQuoted }) => {
    const quote = (text: string) => (isQuoted || /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
    const text = [names, ...rows].map((row) => row.map(quote).join(delimiter)).join(lineEnd)
    const bytes =
      encoding === 'utf16le' || encoding === 'utf16be'
        ? utf16(text, encoding === 'utf16le' ? 'le' : 'be', true)
        : Buffer.from(encoding === 'utf8' ? text : `\uFEFF${text}`)
    const entries = await readEntries(bytes)
    const expected = rows.filter((row) => row.some((text) => text !== ''))
    assert.deepEqual(
      entries.map((entry) => entry.type === 'entry' && names.map((name) => entry.values[name]?.trim())),
      expected,
    )
  })
  await fc.assert(property, { numRuns: 200 })
})

test('whatever bytes stand in a file, reading it ends in entries or in one sentence', async () => {
  const pieces = fc.array(
    fc.oneof(
      fc
        .constantFrom(header, 'E1,Anna,a\n', '"', ',', '\r', '\n', '[{"employeeNumber":', '}]', '\uFEFF')
        .map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    ),
  )
  await fc.assert(
    fc.asyncProperty(pieces, async (parts) => {
      const file = await read(Buffer.concat(parts))
      if (file.type === 'wrong') assert.match(file.message, /^The roster\P{Cc}+\.$/u)
      else for (const entry of file.entries) assert.ok(entry.line >= 1)
    }),
    { numRuns: 400 },
  )
})
