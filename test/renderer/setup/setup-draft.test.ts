import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readerIdentifier } from '../../../core/contract/reader-settings.ts'
import { stationSettings } from '../../../core/contract/settings.ts'
import { setupUpstreams } from '../../../core/contract/setup-upstreams.ts'
import { idOfName } from '../../../core/contract/station-id.ts'
import { findDraftFaults, stepOfPath } from '../../../renderer/setup/find-draft-faults.ts'
import {
  createDraft,
  type Draft,
  draftToRequest,
  draftToSettings,
  idOfDraft,
  speakInDraft,
  typeBadge,
  windowReader,
} from '../../../renderer/setup/setup-draft.ts'
import { upstreamFields } from '../../../renderer/setup/upstream-fields.ts'

const cardSystemId = '5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10'
const zones = ['Europe/Berlin', 'UTC']

const whole: Draft = {
  ...createDraft('Europe/Berlin', 'de'),
  name: ' Bäckerei Süd ',
  supervisor: {
    displayName: 'Ada',
    employeeNumber: 'E7',
    badge: typeBadge('0012345678'),
    pin: '4829',
    pinAgain: '4829',
  },
}

test('the kiosk has the language that was chosen last, however fast, unless its languages were chosen', () => {
  let draft = createDraft('UTC', 'en')
  for (const language of ['de', 'fr'] as const) draft = { ...draft, ...speakInDraft(draft, language) }
  assert.deepEqual(draft.languages, ['fr'])
  draft = { ...draft, languages: ['ar'] }
  draft = { ...draft, ...speakInDraft(draft, 'zh') }
  assert.deepEqual([draft.spoken, draft.languages], ['zh', ['ar']])
})

test('an id is made of a name, and is always one that a station may have', () => {
  assert.equal(idOfName('Bäckerei Süd – Straße 7'), 'backerei-sud-strasse-7')
  assert.equal(idOfName('正门'), null)
  assert.equal(idOfDraft({ ...whole, name: '正门' }), 'station')
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      (name) => readerIdentifier.safeParse(idOfDraft({ ...whole, name })).success,
    ),
  )
})

test('a draft in which nothing is missing makes settings that a station starts by', () => {
  assert.deepEqual([...findDraftFaults(whole, zones)], [])
  const settings = stationSettings.parse(draftToSettings(whole))
  assert.deepEqual(settings.station.languages, ['de'])
  assert.equal(settings.station.name, 'Bäckerei Süd')
  assert.equal(settings.station.id, 'backerei-sud')
  assert.equal(settings.station.location, 'HQ')
  assert.deepEqual(
    settings.readers.map(({ id, use }) => [id, use]),
    [['keyboard', 'toggle']],
  )
  assert.deepEqual(settings.upstreams, {})
  assert.equal(draftToRequest(whole)?.supervisor.badge.cardNumber, 12_345_678)
})

test('every interface needs just what its fields ask for, whatever its dialect', () => {
  for (const upstream of setupUpstreams) {
    const values = Object.fromEntries(
      upstreamFields[upstream].map(({ name }) => [name, name === 'cardSystemId' ? cardSystemId : 'x']),
    )
    for (const dialect of ['reference', 'vendor'] as const) {
      const draft = { ...whole, upstreams: { [upstream]: { url: 'https://service.example', dialect, values } } }
      assert.deepEqual([...findDraftFaults(draft, zones)], [], upstream)
      assert.ok(stationSettings.safeParse(draftToSettings(draft)).success, upstream)
    }
    const without = { ...whole, upstreams: { [upstream]: { url: '', dialect: 'reference' as const, values: {} } } }
    const faults = [...findDraftFaults(without, zones).keys()]
    assert.ok(faults.includes(`upstreams.${upstream}.url`), upstream)
    assert.ok(faults.length > 1, `${upstream} says what else is missing`)
    assert.equal(stationSettings.safeParse(draftToSettings(without)).success, false)
  }
})

test('the card system is asked for with the cards, and is the station’s', () => {
  const cards = (system: string): Draft => {
    const values = { token: 'x', cardSystemId: system }
    return { ...whole, upstreams: { cards: { url: 'https://service.example', dialect: 'vendor', values } } }
  }
  const settings = stationSettings.parse(draftToSettings(cards(` ${cardSystemId} `)))
  assert.equal(settings.station.cardSystemId, cardSystemId)
  assert.deepEqual([...findDraftFaults(cards(''), zones)], [])
  assert.equal(stationSettings.parse(draftToSettings(cards(''))).station.cardSystemId, undefined)
  assert.deepEqual([...findDraftFaults(cards('BluSKY'), zones)], [['station.cardSystemId', 'guid']])
  assert.equal(stepOfPath('station.cardSystemId'), 'upstreams')
})

test('authentication data want a token, or user name and password', () => {
  const faultsOf = (values: Record<string, string>): string[] => [
    ...findDraftFaults(
      { ...whole, upstreams: { authData: { url: 'http://service.example', dialect: 'reference', values } } },
      zones,
    ).keys(),
  ]
  assert.deepEqual(faultsOf({ token: 'x' }), [])
  assert.deepEqual(faultsOf({ username: 'x', password: 'y' }), [])
  assert.deepEqual(faultsOf({ username: 'x' }), ['upstreams.authData.token'])
})

test('a name holds nothing that cannot be seen, such as what turns the direction of the text around it', () => {
  const turned = 'Ada\u202Enoryb'
  const readers = [{ ...windowReader, name: '\u2066Door' }]
  const supervisor = { ...whole.supervisor, displayName: turned, employeeNumber: 'E\u00077' }
  const faults = findDraftFaults(
    { ...whole, name: turned, id: 'door', location: 'a\u2028b', readers, supervisor },
    zones,
  )
  assert.deepEqual(Object.fromEntries(faults), {
    'station.name': 'direction',
    'station.location': 'unseen',
    'readers[0].name': 'direction',
    'supervisor.displayName': 'direction',
    'supervisor.employeeNumber': 'unseen',
  })
  const written = { ...whole, name: 'ورشة ‏الجنوب', location: '東京 🏭' }
  assert.deepEqual([...findDraftFaults({ ...written, id: 'door' }, zones)], [])
})

test('what is wrong is told at its field, and each field has a step', () => {
  const empty = createDraft('Nowhere/Here', 'en')
  const faults = findDraftFaults({ ...empty, languages: [], readers: [], id: 'ü' }, zones)
  assert.deepEqual(Object.fromEntries(faults), {
    'station.name': 'empty',
    'station.id': 'id',
    'station.zone': 'zone',
    'station.languages': 'noLanguage',
    readers: 'noReader',
    'supervisor.displayName': 'empty',
    'supervisor.employeeNumber': 'empty',
    'supervisor.badge': 'noBadge',
    'supervisor.pin': 'pin',
  })
  const other = { ...whole.supervisor, badge: typeBadge('hello'), pin: '12345', pinAgain: '1234' }
  assert.deepEqual(Object.fromEntries(findDraftFaults({ ...whole, supervisor: other }, zones)), {
    'supervisor.badge': 'badge',
    'supervisor.pinAgain': 'pinAgain',
  })
  assert.equal(draftToRequest({ ...whole, supervisor: other }), null)
  assert.deepEqual(
    [
      'station.zone',
      'station.languages[0]',
      'readers[1].device.port',
      'upstreams.clock.key',
      'supervisor.pin',
      '$schema',
    ].map(stepOfPath),
    ['place', 'languages', 'readers', 'upstreams', 'supervisor', 'summary'],
  )
})
