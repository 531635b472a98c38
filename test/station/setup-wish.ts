import type { SetupWish } from '../../core/station/finish-setup.ts'

export const setupWish: SetupWish = {
  settings: {
    station: { id: 'front-door', name: 'Front door', zone: 'Europe/Berlin' },
    upstreams: { clock: { url: 'http://127.0.0.1:9', communityId: 'c', key: 'a secret of the tests' } },
  },
  supervisor: {
    displayName: 'Ada Byron',
    employeeNumber: 'E7',
    badge: { format: 'em4100', facilityCode: null, cardNumber: 12_345_678, serial: null },
    pin: '4829',
  },
  env: {},
  nowMs: Date.parse('2026-03-03T08:00:00Z'),
}
