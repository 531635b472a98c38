import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findZone } from '../../../renderer/setup/find-zone.ts'

const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

test('a zone that is typed is found by its name, its place, or the only place it can be', () => {
  for (const [typed, zone] of [
    ['Europe/Berlin', 'Europe/Berlin'],
    [' europe / berlin ', 'Europe/Berlin'],
    ['berlin', 'Europe/Berlin'],
    ['new york', 'America/New_York'],
    ['America/New_York', 'America/New_York'],
    ['Bogotá', 'America/Bogota'],
    ['lord h', 'Australia/Lord_Howe'],
    ['utc', 'UTC'],
  ] as const) {
    assert.equal(findZone(typed, zones), zone, typed)
  }
})

test('a zone goes by its older and its newer name', () => {
  for (const station of ['Asia/Kolkata', 'Asia/Calcutta']) {
    for (const typed of ['Asia/Kolkata', 'asia/calcutta']) {
      assert.equal(findZone(typed, ['Asia/Tokyo', 'Asia/Colombo', station]), station, typed)
    }
  }
})

test('what could be several zones, or is none, is no zone', () => {
  for (const typed of ['', ' ', 'america', 'georgia', 'Berlin, Germany', 'Mars/Base', '/', '+01:00']) {
    assert.equal(findZone(typed, zones), null, typed)
  }
})

test('every zone is found by its own name, and whatever is typed gives one of the list or none', () => {
  for (const zone of zones) assert.equal(findZone(zone.replaceAll('_', ' ').toUpperCase(), zones), zone)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
      const zone = findZone(typed, zones)
      return zone === null || zones.includes(zone)
    }),
  )
})
