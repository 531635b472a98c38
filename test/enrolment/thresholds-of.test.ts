import assert from 'node:assert/strict'
import { it } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { thresholdsOf } from '../../core/enrolment/thresholds.ts'

it('takes the thresholds of the upstream where it names them, and the station’s own for the rest', () => {
  const settings = stationSettings.parse({
    station: { id: 'front-door', zone: 'UTC' },
    enrolment: { thresholds: { addedPercent: 10, errorPercent: 5 } },
    upstreams: { authData: { url: 'http://127.0.0.1:9', token: 't', thresholds: { added: 20 } } },
  })
  assert.deepEqual(thresholdsOf(settings), { addedPercent: 20, updatedPercent: undefined, errorPercent: 5 })
})
