import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const skip = existsSync('/dev/full') ? false : 'there is no file here that is always full'
const log = join(import.meta.dirname, '../../core/station/station-log.ts')

test('a log that goes to a file on a full disk ends no station, and its newest lines are still known', { skip }, () => {
  const program = `
    import { createLog, readLogTail } from ${JSON.stringify(log)}
    const log = createLog('front')
    log.error('one')
    setTimeout(() => { log.error('two'); setTimeout(() => console.log(readLogTail().length), 10) }, 10)`
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', openSync('/dev/full', 'w')],
    encoding: 'utf8',
  })
  assert.deepEqual([run.status, run.stdout], [0, '2\n'])
})
