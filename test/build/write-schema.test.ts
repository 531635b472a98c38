import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { makeSettingsSchema, schemaFile } from '../../build/write-schema.ts'

describe('the schema of station.json', () => {
  it('is what the validator says today (npm run schema)', () => {
    // Compared as data: how the file is laid out is the formatter's business.
    assert.deepEqual(JSON.parse(readFileSync(schemaFile, 'utf8')), JSON.parse(JSON.stringify(makeSettingsSchema())))
  })
})
