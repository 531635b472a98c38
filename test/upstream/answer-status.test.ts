import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sayStatus } from '../../core/upstream/answer-status.ts'

const say = (status: number, location?: string) =>
  sayStatus({ status, headers: location === undefined ? {} : { location } })

test('a redirect says where it points, without what may be secret, and that it is not followed', () => {
  const redirect = (to: string) => `status 307, a redirect to ${to}, and redirects are not followed`
  assert.equal(say(307, 'https://other.example/a/b?key=secret'), redirect('https://other.example'))
  assert.equal(say(307, 'https://user:secret@other.example:8443/'), redirect('https://other.example:8443'))
  assert.equal(say(307, '//other.example/a'), redirect('other.example'))
  for (const location of ['/moved?key=secret', '?key=secret', 'moved', '']) {
    assert.equal(say(307, location), redirect('another path of the same address'))
  }
  for (const location of ['javascript:secret', 'https://']) assert.equal(say(307, location), redirect('no address'))
  assert.equal(say(304), 'status 304')
  assert.equal(say(201, 'https://other.example/made'), 'status 201')
})
