import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attendanceCalls } from '../../core/contract/attendance-calls.ts'
import { supervisorCalls } from '../../core/contract/supervisor-calls.ts'

test('no door lets a reason in that is blank or longer than 500 characters', () => {
  const requests = (reason: string) => [
    attendanceCalls.force.request.safeParse({ direction: 'in', employeeNumber: 'E1', reason }),
    attendanceCalls.undoEvent.request.safeParse({ eventId: 'a', reason }),
    attendanceCalls.settleEvent.request.safeParse({ eventId: 'a', atMs: 0, reason }),
    attendanceCalls.correctAttendance.request.safeParse({
      employeeNumber: 'E1',
      change: { type: 'remove', eventId: 'a' },
      reason,
    }),
    supervisorCalls.markCard.request.safeParse({ cardId: 1, state: 'lost', reason }),
  ]
  for (const [reason, sentence] of [
    ['', 'A reason is needed.'],
    [' \n', 'A reason is needed.'],
    ['left early\nE7 approved it', 'A reason is one line, without control characters.'],
    ['seen\u001b[2Kerased', 'A reason is one line, without control characters.'],
    ['x'.repeat(501), 'A reason has at most 500 characters.'],
  ] as const) {
    for (const { error } of requests(reason)) {
      assert.deepEqual(
        error?.issues.map(({ path, message }) => [path.join('.'), message]),
        [['reason', sentence]],
      )
    }
  }
  for (const { data } of requests(` ${'x'.repeat(500)} `)) assert.equal(data?.reason, 'x'.repeat(500))
})
