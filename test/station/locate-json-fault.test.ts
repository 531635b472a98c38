import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { locateJsonFault } from '../../core/station/locate-json-fault.ts'

describe('where a text stops being JSON', () => {
  it('is a line and a column counted from 1', () => {
    assert.deepEqual(locateJsonFault('{\n  "a": 1\n  "b": 2\n}'), {
      line: 3,
      column: 3,
      expected: '"," or "}"',
      found: '"""',
    })
  })

  it('is the end where a bracket was never closed', () => {
    assert.deepEqual(locateJsonFault('{"a": [1, 2'), {
      line: 1,
      column: 12,
      expected: '"," or "]"',
      found: 'the end of the file or line',
    })
  })

  it('is the comma that has nothing after it', () => {
    assert.equal(locateJsonFault('{"a": 1,}')?.expected, 'a key in double quotes')
    assert.equal(locateJsonFault('[1,]')?.expected, 'a value')
  })

  it('is found in everything that JSON.parse refuses, and in nothing that it takes', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-0.5e3',
      'true',
      'nul',
      ' ',
      '\n',
      '"',
      '\\',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(pieces, { maxLength: 12 }).map((list) => list.join('')),
        ),
        (source) => {
          assert.equal(locateJsonFault(source) === null, isJson(source), source)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

function isJson(source: string): boolean {
  try {
    JSON.parse(source)
    return true
  } catch {
    return false
  }
}
