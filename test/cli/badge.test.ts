import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import vectors from '../fixtures/card-vectors.json' with { type: 'json' }
import { hasStackTrace, runFoyer } from './run-foyer.ts'

async function decode(...args: string[]) {
  const run = await runFoyer(['badge', 'decode', ...args])
  assert.ok(!hasStackTrace(run))
  return { ...run, line: run.stdout === '' ? null : JSON.parse(run.stdout) }
}

describe('badge decode', () => {
  it('prints one line with these fields in this order', async () => {
    const run = await decode('--bits', '10111011000000110010000110')
    assert.deepEqual([run.code, run.stderr], [0, ''])
    assert.equal(
      run.stdout,
      '{"format":"H10301","facilityCode":118,"cardNumber":1603,"serial":null,"parity":"ok",' +
        '"candidates":[{"format":"H10301","facilityCode":118,"cardNumber":1603,"serial":null}]}\n',
    )
  })

  it('refuses a failed parity with its reason', async () => {
    const run = await decode('--bits', '10111011000000110010000111')
    assert.equal(run.code, 1)
    assert.deepEqual(run.line, {
      ...{ format: 'H10301', facilityCode: null, cardNumber: null, serial: null },
      ...{ parity: 'failed', candidates: [] },
    })
    assert.match(run.stderr, /^Of format H10301 the odd parity bit 26 does not fit /)
  })

  it('tells hex from its digits, its length, PACS bytes, or what proxmark3 prints', async () => {
    const [vector] = vectors.bits
    for (const args of [
      ['02F623AE'],
      ['2f623ae', '--length', '26'],
      ['2006F623AE', '--length', '26'],
      ['06:BD:88:EB:80'],
    ]) {
      const run = await decode('--hex', ...args)
      const { format, facilityCode, cardNumber, parity } = run.line
      assert.deepEqual([format, facilityCode, cardNumber, parity], [vector?.format, 123, 4567, 'ok'], args.join(' '))
    }
    assert.equal((await decode('--hex', '2F623AE', '--length', '34')).line.parity, 'failed')
  })

  it('tells what a typed text can be, and says so where there are several', async () => {
    const run = await decode('--text', '0040856634')
    assert.deepEqual(
      [run.code, run.line.format, run.line.cardNumber, run.line.parity],
      [0, 'em4100', 40_856_634, 'none'],
    )
    assert.equal(run.line.candidates.length, 3)
    assert.match(run.stderr, /^This has 3 meanings: em4100 0040856634, csn 026F6C3A, csn 3A6C6F02\./)
    const narrowed = await decode('--text', '3536403172', '--format', 'csn', '--byte-order', 'reversed')
    assert.deepEqual([narrowed.line.serial, narrowed.stderr], ['E43AC9D2', ''])
  })

  it('answers what it does not understand in a sentence', async () => {
    const wrong: [args: string[], code: number, said: RegExp][] = [
      [[], 2, /^Give what is to be decoded: --bits, --hex or --text\.\n$/],
      [['--bits', '012'], 2, /Expected 0 and 1/],
      [['--hex', 'xyz'], 2, /Expected hex digits/],
      [['--hex', 'AB', '--length', '0'], 2, /from 1 to 256/],
      [['--bits', '01', '--text', '01'], 2, /cannot be used with/],
      [['--text', '1', '--format', 'H1'], 2, /Allowed choices are auto, em4100, /],
      [['--bits', '0'.repeat(300)], 2, /at most 256/],
      [['--bits', '0101'], 1, /^No card format is known that has 4 bits\.\n$/],
      [['--bits', '0101', '--format', 'H10301'], 1, /^A card of format H10301 does not have 4 bits\.\n$/],
      [['--text', 'hello'], 1, /none of them\.\n$/],
    ]
    for (const [args, code, said] of wrong) {
      const run = await decode(...args)
      assert.deepEqual([run.code, run.stdout], [code, ''], args.join(' '))
      assert.match(run.stderr, said)
    }
  })
})

describe('badge encode', () => {
  it('prints bits, hex, PACS bytes and typed forms, which decode to the same again', async () => {
    const run = await runFoyer(['badge', 'encode', '--format', 'H10301', '--facility', '123', '--card', '4567'])
    assert.deepEqual([run.code, run.stderr], [0, ''])
    const line = JSON.parse(run.stdout)
    assert.deepEqual(line, {
      ...{ format: 'H10301', facilityCode: 123, cardNumber: 4567, serial: null },
      ...{ length: 26, bits: '10111101100010001110101110', hex: '02F623AE', pacs: '06BD88EB80' },
      text: { 'facility,card': '123,4567', printed: '123-4567' },
    })
    for (const args of [
      ['--bits', line.bits],
      ['--hex', line.hex],
      ['--hex', line.pacs],
    ]) {
      const decoded = await decode(...args, '--format', 'H10301')
      assert.deepEqual([decoded.line.facilityCode, decoded.line.cardNumber], [123, 4567])
    }
  })

  it('refuses what does not fit, in a sentence', async () => {
    const wrong: [args: string[], code: number, said: RegExp][] = [
      [
        ['--format', 'H10301', '--facility', '256', '--card', '1'],
        1,
        /^The facility code 256 does not fit format H10301: it goes from 0 to 255\.\n$/,
      ],
      [['--format', 'H10301', '--card', '1'], 1, /needs a facility code/],
      [['--format', 'H10302', '--facility', '1', '--card', '1'], 1, /has no facility code/],
      [['--format', 'em4100', '--card', '4294967296'], 1, /goes from 0 to 4294967295/],
      [['--format', 'em4100'], 1, /needs a card number or a serial/],
      [['--format', 'csn', '--serial', 'AABBCC'], 1, /4, 7, 8 or 10 bytes/],
      [['--format', 'csn', '--card', '4294967296'], 1, /more than four bytes/],
      [['--format', 'P10001', '--serial', 'AA'], 1, /has numbers, and no serial/],
      [['--card', '1'], 2, /--format/],
      [['--format', 'H10301', '--card', '-1'], 2, /whole number/],
    ]
    for (const [args, code, said] of wrong) {
      const run = await runFoyer(['badge', 'encode', ...args])
      assert.deepEqual([run.code, run.stdout], [code, ''], args.join(' '))
      assert.match(run.stderr, said)
    }
  })
})
