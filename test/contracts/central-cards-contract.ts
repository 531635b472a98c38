/** What every store of the central service must do with cards. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { CentralPerson } from '../../core/central/account-store.ts'
import { readCheckIn, type SP1CheckInRequest, type SP1CheckInResult } from '../../core/people/card-check-in.ts'
import { person } from '../central/open-central.ts'
import type { CentralStorePlace } from './central-store-contract.ts'

const system = 'c43af46a-0175-4e28-aef7-4063de3b7713'
const adasId = '7F8BB9F0-4361-40ff-adb2-320cd6717bbf'
const bobsId = 'e3bc8108-460b-4ba9-ae71-8d7b2abaea22'
const noCard = { systemId: system, facilityCode: null, externalNumber: null, format: null, cardType: null }

const ada = person('E-1', { userId: adasId, email: 'Ada@x.org', occupancySystemId: system })
const bob: CentralPerson = person('E-2', { userId: bobsId, cards: [{ ...noCard, internalNumber: 9 }] })

export function testCentralCards(name: string, makePlace: (t: TestContext) => Promise<CentralStorePlace>): void {
  const open = async (t: TestContext) => {
    const store = await (await makePlace(t)).open()
    await store.putPeople([ada, bob])
    const checkIn = (request: SP1CheckInRequest, cardTypes: readonly number[] | null = null) =>
      store.checkInCard(understand(request), 1000, cardTypes)
    return { store, checkIn }
  }

  test(`${name}: a card that does not exist is created, and a repeat finds it there`, async (t) => {
    const { checkIn } = await open(t)
    const request = { ...toAda, NewCardInternalCardNumber: 7, NewCardFacilityCode: 5 }
    const created = await checkIn(request)
    assert.deepEqual([created.ResultCode, created.PreviousUserId, created.CurrentUserId], [0, null, adasId])
    assert.match(created.Value ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    const again = await checkIn(request)
    assert.deepEqual(
      [again.ResultCode, again.PreviousUserId, again.CurrentUserId, again.Value],
      [1, null, adasId, null],
    )
  })

  test(`${name}: a card is taken from whoever has it`, async (t) => {
    const { checkIn } = await open(t)
    const taken = await checkIn({ ...toAda, NewCardInternalCardNumber: 9 })
    assert.deepEqual([taken.ResultCode, taken.PreviousUserId, taken.CurrentUserId], [0, bobsId, adasId])
  })

  test(`${name}: people are found by user id in either case, employee number, email and card`, async (t) => {
    const { checkIn } = await open(t)
    const card = { NewCardInternalCardNumber: 7, NewCardCardACSystemId: system }
    const users: (string | null)[] = []
    for (const match of [
      { MatchUserByUserId: adasId.toLowerCase() },
      { MatchUserByEmployeeNumber: 'E-1' },
      { MatchUserByByEmail: 'ADA@X.ORG' },
      { MatchUserByInternalCardNumber: 7 },
    ]) {
      users.push((await checkIn({ ...match, ...card })).CurrentUserId)
    }
    assert.deepEqual(users, [adasId, adasId, adasId, adasId])
  })

  test(`${name}: what is refused changes nothing`, async (t) => {
    const { checkIn } = await open(t)
    const card = { NewCardInternalCardNumber: 9, NewCardCardACSystemId: system }
    const codes: number[] = []
    const refuse = async (request: SP1CheckInRequest, cardTypes: readonly number[] | null = null) => {
      codes.push((await checkIn(request, cardTypes)).ResultCode)
    }
    await refuse({ ...card, MatchUserByEmployeeNumber: 'e-1' })
    await refuse({ ...card, MatchUserByEmployeeNumber: 'E-1', MatchUserByUserId: bobsId })
    await refuse({ ...card, ...toAda, NewCardFacilityCode: -1 })
    await refuse({ ...card, ...toAda, NewCardCardType: 4 }, [1, 2])
    await refuse({ ...card, MatchUserByEmployeeNumber: 'E-2', NewCardEnforceOccupancySystem: true })
    assert.deepEqual(codes, [2, 3, 4, 4, 5])
    const [unmoved] = [await checkIn({ ...card, MatchUserByEmployeeNumber: 'E-2' })]
    assert.equal(unmoved?.ResultCode, 1)
  })

  test(`${name}: a roster that is put again does not take back what a check-in gave`, async (t) => {
    const { store, checkIn } = await open(t)
    const serial = { ...noCard, internalNumber: null, externalNumber: '04A1' }
    await store.putPeople([{ ...bob, cards: [...bob.cards, serial] }])
    await checkIn({ ...toAda, NewCardInternalCardNumber: 9 })
    await checkIn({ ...toAda, NewCardExternalCardNumber: '04A1' })
    const late = { ...noCard, internalNumber: 10 }
    await store.putPeople([{ ...bob, cards: [...bob.cards, serial, late] }])
    const answers: SP1CheckInResult[] = []
    for (const card of [
      { NewCardInternalCardNumber: 9 },
      { NewCardExternalCardNumber: '04A1' },
      { NewCardInternalCardNumber: 10 },
    ]) {
      answers.push(await checkIn({ ...toAda, ...card }))
    }
    assert.deepEqual(
      answers.map(({ ResultCode, PreviousUserId }) => [ResultCode, PreviousUserId]),
      [
        [1, bobsId],
        [1, bobsId],
        [0, bobsId],
      ],
    )
  })

  test(`${name}: one card that comes over two connections at once ends in one hand`, async (t) => {
    const place = await makePlace(t)
    const stores = [await place.open(), await place.open()]
    await stores[0]?.putPeople([ada, bob])
    for (let number = 100; number < 110; number += 1) {
      const card = { NewCardInternalCardNumber: number, NewCardCardACSystemId: system }
      const results = await Promise.all(
        stores.map((store, index) =>
          store.checkInCard(understand({ ...card, MatchUserByEmployeeNumber: `E-${index + 1}` }), number, null),
        ),
      )
      assert.deepEqual(
        results.map(({ ResultCode }) => ResultCode),
        [0, 0],
      )
      assert.equal(results.filter(({ Value }) => Value !== null).length, 1)
      assert.equal(results.filter(({ PreviousUserId }) => PreviousUserId !== null).length, 1)
    }
  })
}

const toAda = { MatchUserByEmployeeNumber: 'E-1', NewCardCardACSystemId: system }

function understand(request: SP1CheckInRequest) {
  const reading = readCheckIn(request)
  assert.ok(reading.type === 'read')
  return reading.checkIn
}
