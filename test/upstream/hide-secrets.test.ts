import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createSecretHiding } from '../../core/upstream/hide-secrets.ts'

/** Everything that an escape is made of, and what is escaped. */
const awkward = 'p"a\\s/s <w>&\'ö\n%25+😀=k'

const toXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Written with every character that is not ASCII as `\uXXXX`, and with `\/`, as many servers do. */
const toAsciiJson = (text: string) =>
  JSON.stringify(text)
    .replaceAll('/', '\\/')
    .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`)

/** Ways in which a service may say again what it was sent; what comes before and after stays. */
const ways: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  'as JSON': (text) => JSON.stringify(text),
  'as JSON of ASCII': toAsciiJson,
  'as JSON within JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'as JSON within JSON within JSON': (text) => JSON.stringify(JSON.stringify(JSON.stringify(text))),
  'in an address': (text) => encodeURIComponent(text),
  'in an address, in lower case': (text) => encodeURIComponent(text).replace(/%../g, (byte) => byte.toLowerCase()),
  'in an address within an address': (text) => encodeURIComponent(encodeURIComponent(text)),
  'in a form': (text) => new URLSearchParams({ t: text }).toString(),
  'in XML': (text) => `<t>${toXml(text)}</t>`,
  'in XML, by numbers': (text) => text.replace(/[^A-Za-z0-9]/gu, (c) => `&#${c.codePointAt(0)};`),
  'in XML, by hexadecimal numbers': (text) =>
    text.replace(/[^A-Za-z0-9]/gu, (c) => `&#x${c.codePointAt(0)?.toString(16)};`),
  'in XML within XML': (text) => toXml(toXml(text)),
  'as JSON within XML': (text) => toXml(JSON.stringify(text)),
  'as JSON in an address': (text) => encodeURIComponent(JSON.stringify(text)),
  'as JSON in a form': (text) => new URLSearchParams({ t: JSON.stringify(text) }).toString(),
  'in UTF-8 taken for Latin-1': (text) => Buffer.from(text).toString('latin1'),
}

describe('a secret that a service says again', () => {
  for (const [name, write] of Object.entries(ways)) {
    it(`is left out ${name}`, () => {
      const hidden = createSecretHiding([awkward])(`[before] ${write(awkward)} [after]`)
      assert.equal(hidden, `[before] ${write('@').replace(/@|%40|%2540|&#64;|&#x40;/, '[secret]')} [after]`)
    })
  }

  it('is left out within base64 wherever it begins, and what is left gives none of it away', () => {
    const hide = createSecretHiding(['K3ySecret"XYZ'])
    for (const before of ['', 'u:', 'someone:', '{"a":1,"key":"']) {
      for (const said of ['K3ySecret"XYZ', 'K3ySecret\\"XYZ']) {
        for (const encoding of ['base64', 'base64url'] as const) {
          const hidden = hide(`Basic ${Buffer.from(`${before}${said}"}`).toString(encoding)}`)
          assert.match(hidden, /\[secret\]/)
          const left = hidden.slice('Basic '.length).split('[secret]')
          for (const part of left) assert.ok(!Buffer.from(part, encoding).toString('latin1').includes('Secret'))
        }
      }
    }
  })

  it('is left out of any words, however it and they look', () => {
    const text = fc.string({ unit: 'binary', minLength: 4, maxLength: 40 }).filter((one) => one.trim().length > 3)
    const words = fc.string({ unit: 'grapheme', maxLength: 60 })
    const write = fc.constantFrom(...['as it is', 'as JSON', 'in an address', 'in a form', 'in XML'])
    fc.assert(
      fc.property(text, words, words, write, (secret, before, after, way) => {
        const written = ways[way]?.(secret).replace(/^t=/, '') ?? ''
        assert.ok(createSecretHiding([secret])(`${before} ${written} ${after}`).includes('[secret]'))
      }),
    )
  })

  it('is left out in capitals too, and each time', () => {
    const hide = createSecretHiding(['K3y-Secret', 'other.one'])
    assert.equal(hide('K3Y-SECRET k3y-secret OTHER.ONE,other.one'), '[secret] [secret] [secret],[secret]')
  })

  it('is left out whole where another one is its beginning', () => {
    assert.equal(createSecretHiding(['abcd', 'abcd-efgh'])('abcd-efgh abcd'), '[secret] [secret]')
  })

  it('is left out as far as it stands where the words were cut', () => {
    const hide = createSecretHiding([awkward, 'K3ySecretXYZ'])
    assert.equal(
      hide('Bad key K3ySecr…; the correction came out as: K3yS'),
      'Bad key [secret]…; the correction came out as: [secret]',
    )
    for (let length = 4; length < 20; length += 1) {
      assert.equal(hide(`Bad ${awkward.slice(0, length)}…`), 'Bad [secret]…')
      const escaped = encodeURIComponent(awkward)
      assert.match(hide(`Bad ${escaped.slice(0, length + 8)}…`), /^Bad \[secret\]…$/)
    }
    // Three characters open nothing.
    assert.equal(hide('K3y…'), 'K3y…')
  })

  it('is left out of its own words alone where it is shorter than four characters', () => {
    const hide = createSecretHiding(['in', 'pä'])
    assert.equal(
      hide('{"key":"in"} CLOCKED IN within minutes, p%C3%A4'),
      '{"key":"[secret]"} CLOCKED [secret] within minutes, [secret]',
    )
  })

  it('is never an empty one, and words without any are as they were', () => {
    assert.equal(createSecretHiding([''])('status 500: Error'), 'status 500: Error')
    assert.equal(createSecretHiding([])('…'), '…')
  })

  it('may be as long as a header lets it', () => {
    const token = 'ey.J-_'.repeat(1300)
    const hide = createSecretHiding([token])
    assert.equal(hide(`bearer ${token} was sent`), 'bearer [secret] was sent')
    assert.equal(hide(`bearer ${token.slice(0, 480)}…`), 'bearer [secret]…')
  })
})
