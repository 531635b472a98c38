import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pickMediaType } from '../../core/central/pick-media-type.ts'

const pick = (accept: string | undefined): string =>
  pickMediaType(accept, ['application/json', 'text/json', 'application/xml', 'text/xml'])

test('the first is taken where nothing is asked for, everything is, or nothing that is offered', () => {
  for (const accept of [undefined, '', '*/*', 'text/html', 'nonsense', 'application/json;q=0', ';;,,']) {
    assert.equal(pick(accept), 'application/json', String(accept))
  }
})

test('the highest quality wins, and of equals the one named first', () => {
  assert.equal(pick('application/json;q=0.4, text/xml; q=0.7'), 'text/xml')
  assert.equal(pick('application/xml, application/json'), 'application/xml')
  assert.equal(pick('TEXT/XML ;q=1.0;v=2'), 'text/xml')
})

test('the most specific range speaks for a type', () => {
  assert.equal(pick('application/*, application/json;q=0'), 'application/xml')
  assert.equal(pick('*/*;q=0.1, text/*'), 'text/json')
  assert.equal(pick('text/html, application/xml;q=0.9, */*;q=0.8'), 'application/xml')
})

test('a quality that is none counts as not wanted', () => {
  assert.equal(pick('application/xml;q=7, text/xml;q=0.1'), 'text/xml')
  assert.equal(pick('application/xml;q=x, text/xml;q=0.1'), 'text/xml')
})
