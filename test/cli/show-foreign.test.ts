import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showForeign } from '../../core/cli/show-foreign.ts'

test('words from another machine neither steer the terminal nor start a line', () => {
  assert.equal(
    showForeign('no \u001b[31mgood\nto do   retry \u202eesrever'),
    'no \ufffd[31mgood\ufffdto do   retry \ufffdesrever',
  )
  assert.equal(showForeign('Grüße – 你好, مرحبا'), 'Grüße – 你好, مرحبا')
})
