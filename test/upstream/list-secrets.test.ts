import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listSecrets } from '../../core/upstream/list-secrets.ts'

test('every secret of an upstream is listed, and the hash that a login sends in the place of a password', () => {
  assert.deepEqual(listSecrets({ key: 'k1', token: 't1', password: 'password', subscriptionKey: 's1' }), [
    'k1',
    't1',
    'password',
    's1',
    '5f4dcc3b5aa765d61d8327deb882cf99',
  ])
  assert.deepEqual(listSecrets({ token: undefined }), [])
})

test('a token that is a whole header is a secret without its scheme as well, and without the spaces around it', () => {
  assert.deepEqual(listSecrets({ token: ' Bearer abc.def ' }), [' Bearer abc.def ', 'Bearer abc.def', 'abc.def'])
})

test('of a Basic login the password is a secret by itself, whoever writes the scheme', () => {
  const credentials = Buffer.from('someone:s3cret pass').toString('base64')
  assert.deepEqual(listSecrets({ token: `Basic ${credentials}` }), [`Basic ${credentials}`, credentials, 's3cret pass'])
  assert.deepEqual(listSecrets({ token: credentials }), [credentials, 's3cret pass'])
})
