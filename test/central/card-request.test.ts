/** What the connector writes is what the service reads, in each format, and no body makes the reader throw. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readCardBody } from '../../core/central/card-request.ts'
import { type SP1CheckInRequest, sp1CheckInRequest } from '../../core/people/card-check-in.ts'
import { cardNamespace, requestElements, writeRequestXml } from '../../core/people/card-check-in-xml.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const readXml = (text: string) => readCardBody('application/xml', bytes(text))
const root = (content: string, attributes = `xmlns="${cardNamespace}"`): string =>
  `<SP1CheckInRequest ${attributes}>${content}</SP1CheckInRequest>`

// Any text that XML can carry; blank ones are absent by another rule.
const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter((value) => !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(value) && value.trim() !== '')
const integer = fc.integer({ min: -(2 ** 31), max: 2 ** 48 })
const request: fc.Arbitrary<SP1CheckInRequest> = fc.record(
  {
    MatchUserByInternalCardNumber: integer,
    MatchUserByEmployeeNumber: text,
    MatchUserByUserId: text,
    MatchUserByByEmail: text,
    NewCardInternalCardNumber: integer,
    NewCardExternalCardNumber: text,
    NewCardFacilityCode: integer,
    NewCardCardType: integer,
    NewCardCardACSystemId: text,
    NewCardEnforceOccupancySystem: fc.boolean(),
  },
  { requiredKeys: [] },
)

test('every property of the request has its element', () => {
  assert.deepEqual([...requestElements].sort(), Object.keys(sp1CheckInRequest.shape).sort())
})

test('whatever XML was written is read as it was meant', () => {
  fc.assert(
    fc.property(request, (given) => {
      assert.deepEqual(readXml(writeRequestXml(given)), { type: 'read', body: { ...given } })
    }),
  )
})

test('whatever form was written is read as it was meant', () => {
  fc.assert(
    fc.property(request, (given) => {
      const pairs = Object.entries(given).map(([name, value]): [string, string] => [name, String(value)])
      if (pairs.length === 0) return
      const reading = readCardBody('application/x-www-form-urlencoded', bytes(new URLSearchParams(pairs).toString()))
      assert.deepEqual(reading, { type: 'read', body: { ...given } })
    }),
  )
})

test('no body of any type makes the reader throw', () => {
  const type = fc.constantFrom('application/json', 'text/xml', 'application/x-www-form-urlencoded')
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '<',
      '>',
      '</',
      '/>',
      '&',
      ';',
      '<!',
      '<?',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '"',
      '=',
      ' xmlns:a="b"',
    ),
    fc.constantFrom(
      'SP1CheckInRequest',
      '<__proto__>',
      '<constructor>',
      'NewCardCardType',
      '%',
      '%ff',
      '&#x;',
      '&amp;',
    ),
  )
  fc.assert(
    fc.property(type, fc.array(piece, { maxLength: 20 }), (contentType, pieces) => {
      const reading = readCardBody(contentType, bytes(pieces.join('')))
      assert.ok(reading.type === 'read' || reading.message.startsWith('The body cannot be read: '))
    }),
    { numRuns: 500 },
  )
})

test('elements may come in any order, with any prefix or none, in CDATA, with comments between', () => {
  const body = { MatchUserByEmployeeNumber: 'E<1>', NewCardCardType: 6 }
  for (const xml of [
    root('<NewCardCardType>6</NewCardCardType><MatchUserByEmployeeNumber>E&lt;1&gt;</MatchUserByEmployeeNumber>'),
    root(
      '<!-- who --><MatchUserByEmployeeNumber>E<![CDATA[<1>]]></MatchUserByEmployeeNumber>\n<NewCardCardType> 6\n</NewCardCardType>',
      '',
    ),
    `<?xml version="1.0" encoding="utf-8"?>\n<a:SP1CheckInRequest xmlns:a="${cardNamespace}"><a:MatchUserByEmployeeNumber>E&#60;1&#x3E;</a:MatchUserByEmployeeNumber><a:NewCardCardType>6</a:NewCardCardType></a:SP1CheckInRequest>\n`,
    `\ufeff${root('<MatchUserByEmployeeNumber>E&lt;1></MatchUserByEmployeeNumber><NewCardCardType>6</NewCardCardType>')}`,
  ]) {
    assert.deepEqual(readXml(xml), { type: 'read', body }, xml)
  }
})

test('an element that is nil has no value, and one that is empty has none either', () => {
  const nil = `xmlns="${cardNamespace}" xmlns:n="http://www.w3.org/2001/XMLSchema-instance"`
  assert.deepEqual(readXml(root('<NewCardCardType n:nil="true"/><NewCardFacilityCode/>', nil)), {
    type: 'read',
    body: { NewCardCardType: null, NewCardFacilityCode: null },
  })
  const foreign = readXml(root('<MatchUserByEmployeeNumber n:nil="true">E-1</MatchUserByEmployeeNumber>'))
  assert.deepEqual(foreign, { type: 'read', body: { MatchUserByEmployeeNumber: 'E-1' } })
})

test('elements of another namespace, another encoding and control characters are refused', () => {
  for (const xml of [
    root('<NewCardCardType xmlns="urn:other">6</NewCardCardType>'),
    root('<b:NewCardCardType xmlns:b="urn:other">6</b:NewCardCardType>'),
    root('<b:NewCardCardType>6</b:NewCardCardType>'),
    `<?xml version="1.0" encoding="ISO-8859-1"?>${root('')}`,
    root('<MatchUserByEmployeeNumber>\u0001</MatchUserByEmployeeNumber>'),
    root('<MatchUserByEmployeeNumber>&#1;</MatchUserByEmployeeNumber>'),
    root('<MatchUserByEmployeeNumber>&amp</MatchUserByEmployeeNumber>'),
  ]) {
    assert.equal(readXml(xml).type, 'unreadable', xml)
  }
})

test('numbers and booleans of texts are read as .NET and XML write them, and anything else stays a text', () => {
  const read = (name: string, value: string): unknown => {
    const reading = readCardBody('application/x-www-form-urlencoded', bytes(`${name}=${value}`))
    return reading.type === 'read' && (reading.body as Record<string, unknown>)[name]
  }
  assert.deepEqual(
    ['7', '+7', '-7', '', '7.0', '7e3', '0x7', '99999999999999999999'].map((value) =>
      read('NewCardCardType', encodeURIComponent(value)),
    ),
    [7, 7, -7, null, '7.0', '7e3', '0x7', '99999999999999999999'],
  )
  assert.deepEqual(
    ['true', 'True', '1', 'false', 'False', '0', '', 'yes'].map((value) =>
      read('NewCardEnforceOccupancySystem', value),
    ),
    [true, true, true, false, false, false, null, 'yes'],
  )
  assert.equal(read('MatchUserByEmployeeNumber', '007'), '007')
})
