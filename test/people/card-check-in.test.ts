/** The rules of BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”, without a store. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type CheckInCard,
  type CheckInFacts,
  type CheckInPerson,
  decideCheckIn,
  pickCard,
  readCheckIn,
  type SP1CheckInRequest,
  type SP1CheckInResult,
  withSystem,
} from '../../core/people/card-check-in.ts'

const system = 'c43af46a-0175-4e28-aef7-4063de3b7713'
const otherSystem = 'd43af46a-0175-4e28-aef7-4063de3b7713'
const newKey = 'f162fff7-c3b5-488d-9f29-4f4da86aab89'
const adasId = '7f8bb9f0-4361-40ff-adb2-320cd6717bbf'
const bobsId = 'e3bc8108-460b-4ba9-ae71-8d7b2abaea22'

const ada: CheckInPerson = {
  personId: 1,
  userId: adasId,
  employeeNumber: 'E1',
  isActive: true,
  occupancySystemId: system,
}
const bob: CheckInPerson = { ...ada, personId: 2, userId: bobsId, employeeNumber: 'E2' }

const newCard = { NewCardInternalCardNumber: 3, NewCardCardACSystemId: system } as const

function storedCard(more: Partial<CheckInCard> = {}): CheckInCard {
  return {
    systemId: system,
    facilityCode: 5,
    internalNumber: 3,
    externalNumber: null,
    format: null,
    cardType: null,
    state: 'active',
    holderId: null,
    holderUserId: null,
    previousHolderUserId: null,
    ...more,
  }
}

function decide(request: SP1CheckInRequest, facts: Partial<CheckInFacts> = {}) {
  const reading = readCheckIn(request)
  assert.equal(reading.type, 'read')
  const matched = { employeeNumber: [ada] }
  return decideCheckIn(reading.checkIn, { matched, card: null, isSerialTaken: false, ...facts }, newKey)
}

const answer = (request: SP1CheckInRequest, facts: Partial<CheckInFacts> = {}): SP1CheckInResult =>
  decide(request, facts).result

const byNumber = { MatchUserByEmployeeNumber: 'E1' }

test('the request of the page is read with all of its properties', () => {
  const reading = readCheckIn({
    MatchUserByInternalCardNumber: 1,
    MatchUserByEmployeeNumber: 'sample string 1',
    MatchUserByUserId: '022813b1-7bf0-4028-9429-ec4e9e07f9f3',
    MatchUserByByEmail: 'sample string 2',
    NewCardInternalCardNumber: 3,
    NewCardExternalCardNumber: 'sample string 4',
    NewCardFacilityCode: 5,
    NewCardCardType: 6,
    NewCardCardACSystemId: 'c43af46a-0175-4e28-aef7-4063de3b7713',
    NewCardEnforceOccupancySystem: true,
  })
  assert.deepEqual(reading, {
    type: 'read',
    checkIn: {
      match: {
        userId: '022813b1-7bf0-4028-9429-ec4e9e07f9f3',
        employeeNumber: 'sample string 1',
        email: 'sample string 2',
        internalCardNumber: 1,
      },
      card: {
        systemId: 'c43af46a-0175-4e28-aef7-4063de3b7713',
        facilityCode: 5,
        internalNumber: 3,
        externalNumber: 'sample string 4',
        cardType: 6,
      },
      isSystemEnforced: true,
    },
  })
})

test('each property has the type of the page, and null is as good as absent', () => {
  const integers = [
    'MatchUserByInternalCardNumber',
    'NewCardInternalCardNumber',
    'NewCardFacilityCode',
    'NewCardCardType',
  ] as const
  const texts = [
    'MatchUserByEmployeeNumber',
    'MatchUserByUserId',
    'MatchUserByByEmail',
    'NewCardExternalCardNumber',
    'NewCardCardACSystemId',
  ] as const
  for (const name of integers) {
    assert.equal(readCheckIn({ [name]: 7 }).type, 'read')
    for (const wrong of ['7', 7.5, true, 2 ** 53]) assert.equal(readCheckIn({ [name]: wrong }).type, 'unreadable')
  }
  for (const name of texts) {
    assert.equal(readCheckIn({ [name]: 'a' }).type, 'read')
    for (const wrong of [7, true, {}]) assert.equal(readCheckIn({ [name]: wrong }).type, 'unreadable')
  }
  for (const wrong of ['true', 1]) {
    assert.equal(readCheckIn({ NewCardEnforceOccupancySystem: wrong }).type, 'unreadable')
  }
  const nothing = readCheckIn({})
  for (const name of [...integers, ...texts, 'NewCardEnforceOccupancySystem']) {
    assert.deepEqual(readCheckIn({ [name]: null }), nothing)
  }
})

test('the email property is doubled as on the page, and a property that nobody knows is refused by name', () => {
  assert.deepEqual(readCheckIn({ MatchUserByEmail: 'a@b.c' }), {
    type: 'unreadable',
    message: 'MatchUserByEmail: is no property of this request',
  })
  for (const body of [null, [], 'text', 7]) assert.equal(readCheckIn(body).type, 'unreadable')
})

test('blank texts and the GUID of zeros are absent', () => {
  const nothing = readCheckIn({})
  const zeros = '00000000-0000-0000-0000-000000000000'
  assert.deepEqual(readCheckIn({ MatchUserByUserId: zeros, NewCardCardACSystemId: zeros }), nothing)
  assert.deepEqual(readCheckIn({ MatchUserByByEmail: ' ', NewCardExternalCardNumber: '' }), nothing)
})

test('a card that does not exist is created and assigned, and Value is its key', () => {
  const decision = decide({
    ...byNumber,
    ...newCard,
    NewCardFacilityCode: 5,
    NewCardExternalCardNumber: '04A1',
    NewCardCardType: 6,
  })
  assert.equal(decision.type, 'give')
  assert.deepEqual(decision.result, {
    PreviousUserId: null,
    CurrentUserId: adasId,
    ExternalCardNumber: '04A1',
    InternalCardNumber: 3,
    FacilityCode: 5,
    CardType: 6,
    Value: newKey,
    ResultCode: 0,
    Description: 'The card was created and assigned.',
  })
})

test('a card of somebody else is taken from them: PreviousUserId held it before, CurrentUserId holds it now', () => {
  const card = storedCard({ holderId: 2, holderUserId: bobsId })
  const result = answer({ ...byNumber, ...newCard, NewCardFacilityCode: 5 }, { card })
  assert.deepEqual([result.ResultCode, result.PreviousUserId, result.CurrentUserId], [0, bobsId, adasId])
  assert.equal(result.Value, null, 'no card was created')
})

test('a repeat is answered 1 with the same users as before', () => {
  const card = storedCard({ holderId: 1, holderUserId: adasId, previousHolderUserId: bobsId })
  const result = answer({ ...byNumber, ...newCard, NewCardFacilityCode: 5 }, { card })
  assert.deepEqual([result.ResultCode, result.PreviousUserId, result.CurrentUserId], [1, bobsId, adasId])
})

test('what the request says anew of a card is in the answer, and what it does not say stays', () => {
  const card = storedCard({ externalNumber: 'old', cardType: 2 })
  const result = answer({ ...byNumber, ...newCard, NewCardFacilityCode: 5, NewCardCardType: 6 }, { card })
  assert.deepEqual([result.ExternalCardNumber, result.CardType, result.FacilityCode], ['old', 6, 5])
})

test('a user who is not found is answered 2', () => {
  assert.equal(answer({ ...byNumber, ...newCard }, { matched: { employeeNumber: [] } }).ResultCode, 2)
  assert.equal(answer(newCard, { matched: {} }).ResultCode, 2, 'no criterion at all')
  const gone = { matched: { employeeNumber: [{ ...ada, isActive: false }] } }
  assert.equal(answer({ ...byNumber, ...newCard }, gone).ResultCode, 2, 'whoever has left gets no card')
})

test('criteria that contradict each other, or find several users, are answered 3', () => {
  const request = { ...byNumber, MatchUserByByEmail: 'a@b.c', ...newCard }
  assert.equal(answer(request, { matched: { employeeNumber: [ada], email: [bob] } }).ResultCode, 3)
  assert.equal(answer(request, { matched: { employeeNumber: [ada], email: [] } }).ResultCode, 3)
  const two = { matched: { email: [ada, bob] } }
  assert.equal(answer({ MatchUserByByEmail: 'a@b.c', ...newCard }, two).ResultCode, 3)
})

test('all criteria that are given have to agree, and together may tell two users apart', () => {
  const request = { MatchUserByByEmail: 'a@b.c', MatchUserByInternalCardNumber: 9, ...newCard }
  const result = answer(request, { matched: { email: [ada, bob], internalCardNumber: [bob] } })
  assert.deepEqual([result.ResultCode, result.CurrentUserId], [0, bobsId])
})

test('the criterion of the highest precedence decides whether the user is unknown or contradicted', () => {
  const request = {
    MatchUserByUserId: adasId,
    MatchUserByEmployeeNumber: 'E1',
    MatchUserByByEmail: 'a@b.c',
    MatchUserByInternalCardNumber: 9,
    ...newCard,
  }
  const all = { userId: [ada], employeeNumber: [ada], email: [ada], internalCardNumber: [ada] }
  assert.equal(answer(request, { matched: all }).ResultCode, 0)
  const without = (name: keyof typeof all) => answer(request, { matched: { ...all, [name]: [] } }).ResultCode
  assert.deepEqual(
    [without('userId'), without('employeeNumber'), without('email'), without('internalCardNumber')],
    [2, 3, 3, 3],
  )
})

test('a new card needs an internal number and a system, else the answer is 4', () => {
  assert.equal(answer({ ...byNumber, NewCardInternalCardNumber: 3 }).ResultCode, 4)
  assert.equal(answer({ ...byNumber, NewCardCardACSystemId: system }).ResultCode, 4)
  assert.equal(answer({ ...byNumber, NewCardExternalCardNumber: '04A1', NewCardCardACSystemId: system }).ResultCode, 4)
  assert.match(answer({ ...byNumber, NewCardInternalCardNumber: 3 }).Description, /needs the id of a system/)
})

test('a card without a system takes that of the station', () => {
  const reading = readCheckIn({ ...byNumber, NewCardInternalCardNumber: 3 })
  assert.equal(reading.type, 'read')
  assert.equal(withSystem(reading.checkIn, system.toUpperCase()).card.systemId, system)
  const own = readCheckIn({ ...byNumber, ...newCard })
  assert.equal(own.type, 'read')
  assert.equal(withSystem(own.checkIn, otherSystem).card.systemId, system)
})

test('data that no card can have is answered 4', () => {
  for (const wrong of [
    { NewCardInternalCardNumber: -1 },
    { NewCardInternalCardNumber: 2 ** 48 },
    { NewCardFacilityCode: -1 },
    { NewCardCardType: -1 },
    { NewCardExternalCardNumber: 'a\u0000' },
    { NewCardExternalCardNumber: 'a'.repeat(65) },
    { NewCardCardACSystemId: 'main' },
  ]) {
    assert.equal(answer({ ...byNumber, ...newCard, ...wrong }).ResultCode, 4, JSON.stringify(wrong))
  }
  assert.equal(answer({ ...byNumber, ...newCard }, { isSerialTaken: true }).ResultCode, 4)
})

test('a card that was lost or revoked is not handed out', () => {
  for (const state of ['lost', 'revoked'] as const) {
    const decision = decide({ ...byNumber, ...newCard, NewCardFacilityCode: 5 }, { card: storedCard({ state }) })
    assert.deepEqual([decision.type, decision.result.ResultCode], ['refused', 4])
    assert.match(decision.result.Description, new RegExp(state))
  }
})

test('a system that is not that of the occupancy is answered 5, when asked to look', () => {
  const enforced = { ...byNumber, ...newCard, NewCardEnforceOccupancySystem: true }
  assert.equal(answer(enforced).ResultCode, 0)
  assert.equal(answer({ ...enforced, NewCardCardACSystemId: system.toUpperCase() }).ResultCode, 0)
  assert.equal(answer({ ...enforced, NewCardCardACSystemId: otherSystem }).ResultCode, 5)
  const homeless = { matched: { employeeNumber: [{ ...ada, occupancySystemId: null }] } }
  assert.equal(answer(enforced, homeless).ResultCode, 5, 'an occupancy that nobody knows proves nothing')
  for (const asked of [false, null, undefined]) {
    const request = { ...enforced, NewCardCardACSystemId: otherSystem }
    assert.equal(answer({ ...request, NewCardEnforceOccupancySystem: asked }).ResultCode, 0)
  }
})

test('of cards with one number the one in the system that is meant is taken', () => {
  const inSystem = { systemId: system, id: 1 }
  const inOther = { systemId: otherSystem, id: 2 }
  const unsaid = { systemId: null, id: 3 }
  assert.equal(pickCard([inOther, unsaid, inSystem], system.toUpperCase()), inSystem)
  assert.equal(pickCard([inOther, unsaid], system), unsaid)
  assert.equal(pickCard([inOther], system), null)
  assert.equal(pickCard([inOther], null), inOther)
  assert.equal(pickCard([inOther, inSystem], null), 'several')
  assert.equal(pickCard([], null), null)
  assert.equal(answer({ ...byNumber, NewCardInternalCardNumber: 3 }, { card: 'several' }).ResultCode, 4)
})

test('whatever is asked, the answer has exactly the properties of the page and a code from 0 to 5', () => {
  const names = [
    'PreviousUserId',
    'CurrentUserId',
    'ExternalCardNumber',
    'InternalCardNumber',
    'FacilityCode',
    'CardType',
    'Value',
    'ResultCode',
    'Description',
  ]
  const people = fc.subarray([ada, bob, { ...bob, personId: 3, isActive: false }])
  const requests = fc.record(
    {
      MatchUserByInternalCardNumber: fc.option(fc.integer()),
      MatchUserByEmployeeNumber: fc.option(fc.constantFrom('E1', '', 'x')),
      MatchUserByUserId: fc.option(fc.constantFrom(adasId, bobsId, 'u-1')),
      MatchUserByByEmail: fc.option(fc.constantFrom('a@b.c', '')),
      NewCardInternalCardNumber: fc.option(fc.integer()),
      NewCardExternalCardNumber: fc.option(fc.string()),
      NewCardFacilityCode: fc.option(fc.integer()),
      NewCardCardType: fc.option(fc.integer()),
      NewCardCardACSystemId: fc.option(fc.constantFrom(system, otherSystem, 'x')),
      NewCardEnforceOccupancySystem: fc.option(fc.boolean()),
    },
    { requiredKeys: [] },
  )
  const facts = fc.record({
    matched: fc.record({ userId: people, employeeNumber: people, email: people, internalCardNumber: people }),
    card: fc.constantFrom(null, 'several' as const, storedCard(), storedCard({ holderId: 2, holderUserId: bobsId })),
    isSerialTaken: fc.boolean(),
  })
  fc.assert(
    fc.property(requests, facts, (request, known) => {
      const decision = decide(request, known)
      assert.deepEqual(Object.keys(decision.result), names)
      assert.ok([0, 1, 2, 3, 4, 5].includes(decision.result.ResultCode))
      assert.equal(decision.type === 'give', decision.result.ResultCode <= 1)
      assert.ok(decision.result.Description.length > 0)
    }),
  )
})
