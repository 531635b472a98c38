/** What every store of the central service must do for time profiles, whatever database it stands on. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { linkId, makeProfile } from '../schedule/make-profile.ts'
import type { CentralStorePlace } from './central-store-contract.ts'

const otherId = '0e5a9f60-0000-4000-8000-000000000002'
const day = makeProfile('2026-03-02T08:00', '2026-03-02T17:00')
const night = makeProfile('2026-03-02T22:00', '2026-03-03T06:00', null, { linkId: otherId })

export function testCentralTimeProfiles(name: string, makePlace: (t: TestContext) => Promise<CentralStorePlace>): void {
  test(`${name}: time profiles are put by link id, one result each in order`, async (t) => {
    const store = await (await makePlace(t)).open()
    assert.deepEqual(await store.putTimeProfiles([day, night, day], 1), [
      { link_id: linkId, success: true, extended_info: 'created' },
      { link_id: otherId, success: true, extended_info: 'created' },
      { link_id: linkId, success: true, extended_info: 'updated' },
    ])
    assert.deepEqual(await store.putTimeProfiles([], 1), [])
  })

  test(`${name}: time profiles are deleted once, and kept over reopening until then`, async (t) => {
    const place = await makePlace(t)
    const store = await place.open()
    await store.putTimeProfiles([day], 1)
    await store.close()
    const again = await place.open()
    assert.deepEqual(await again.deleteTimeProfiles([otherId, linkId, linkId]), [
      { link_id: otherId, success: false, extended_info: 'entity_not_found' },
      { link_id: linkId, success: true, extended_info: 'deleted' },
      { link_id: linkId, success: false, extended_info: 'entity_not_found' },
    ])
    assert.deepEqual(await again.putTimeProfiles([day], 2), [
      { link_id: linkId, success: true, extended_info: 'created' },
    ])
  })

  test(`${name}: one link id that is put over two connections at once is created once`, async (t) => {
    const place = await makePlace(t)
    const stores = [await place.open(), await place.open()]
    for (let round = 0; round < 10; round += 1) {
      const item = { ...day, link_id: `91c615e3-1040-4815-8ecb-00000000000${round}` }
      const results = await Promise.all(stores.map((store) => store.putTimeProfiles([item], round)))
      const words = results.flatMap((each) => each.map((result) => result.extended_info))
      assert.deepEqual(words.sort(), ['created', 'updated'])
    }
  })
}
