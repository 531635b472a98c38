import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOwnAddress, isScreensAddress, outOfOrderUrl } from '../../electron/app-address.ts'

test('only the one scheme with the one host is ours', () => {
  assert.equal(isOwnAddress('app://foyer/'), true)
  assert.equal(isOwnAddress('APP://foyer/x?y#z'), true)
  for (const url of [
    'app://foyer.example/',
    'app://foyer:80/',
    'app:foyer',
    'https://foyer/',
    'file:///x',
    'javascript:0',
    '',
    '::',
  ]) {
    assert.equal(isOwnAddress(url), false, url)
  }
})

test('Out of order carries its reason as data, and is handed no port', () => {
  const url = outOfOrderUrl('<b>&"zone" fehlt', 1_700_000_000_000)
  const parsed = new URL(url)
  assert.equal(parsed.searchParams.get('why'), '<b>&"zone" fehlt')
  assert.equal(parsed.searchParams.get('retryAt'), '1700000000000')
  assert.equal(isOwnAddress(url), true)
  assert.equal(isScreensAddress(url), false)
  assert.equal(outOfOrderUrl(null, null), 'app://foyer/out-of-order/')
})
