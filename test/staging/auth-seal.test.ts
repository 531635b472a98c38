import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AuthValues } from '../../core/enrolment/roster-entry.ts'
import { createAuthSeal } from '../../core/staging/auth-seal.ts'

const value = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 256 }), { nil: null })
const values: fc.Arbitrary<AuthValues> = fc.tuple(value, value, value)

test('whatever was sealed opens again with the same key for the same employee, and with nothing else', () => {
  const [own, other] = [createAuthSeal(randomBytes(32)), createAuthSeal(randomBytes(32))]
  fc.assert(
    fc.property(values, fc.string(), fc.string(), (sealed, employeeId, somebody) => {
      const text = own.seal(sealed, employeeId)
      assert.deepEqual(own.unseal(text, employeeId), sealed)
      assert.equal(other.unseal(text, employeeId), null)
      if (somebody !== employeeId) assert.equal(own.unseal(text, somebody), null)
    }),
  )
})

test('a sealed text that was changed or cut off does not open', () => {
  const { seal, unseal } = createAuthSeal(randomBytes(32))
  const bytes = Buffer.from(seal(['secret', null, null], 'A'), 'base64url')
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.equal(unseal(changed.toString('base64url'), 'A'), null)
    assert.equal(unseal(bytes.subarray(0, at).toString('base64url'), 'A'), null)
  }
})

test('the same values look different each time, and never like themselves', () => {
  const { seal } = createAuthSeal(randomBytes(32))
  const texts = [1, 2].map(() => seal(['secret', null, null], 'A'))
  assert.notEqual(texts[0], texts[1])
  for (const text of texts) assert.equal(Buffer.from(text, 'base64url').includes('secret'), false)
})
