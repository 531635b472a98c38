import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { writeFault } from '../../core/cli/write-fault.ts'
import { makeFolder } from '../store/temporary-folder.ts'

const skip = process.getuid === undefined ? 'takes owners and links of files' : false
const own = process.getuid?.() ?? 0
const ownName = `foyer-faults-${own}.log`

/** A folder that the system's folder for such files is for this test. */
function useSharedFolder(test: TestContext): string {
  const folder = makeFolder(test)
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  test.after(() => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  })
  assert.equal(tmpdir(), folder)
  return folder
}

describe('the details of a fault', { skip }, () => {
  it('go into a file of the user alone where there is no data folder, one after the other', (test) => {
    const shared = useSharedFolder(test)
    const file = join(shared, ownName)
    assert.deepEqual([writeFault(null, 'one\n'), writeFault(null, 'two\n')], [file, file])
    assert.equal(readFileSync(file, 'utf8'), 'one\ntwo\n')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    chmodSync(file, 0o644)
    writeFault(null, 'three\n')
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  const traps: [string, (name: string, victim: string) => void][] = [
    ['a link', (name, victim) => symlinkSync(victim, name)],
    ['another name of a file', (name, victim) => linkSync(victim, name)],
    ['a pipe', (name) => execFileSync('mkfifo', [name])],
  ]
  for (const [what, lay] of traps) {
    it(`are not written through ${what} that lies there, nor lost`, (test) => {
      const [victim, dataDir] = [join(makeFolder(test), 'victim'), makeFolder(test)]
      const shared = useSharedFolder(test)
      writeFileSync(victim, 'mine\n')
      for (const name of [join(shared, ownName), join(dataDir, 'foyer-faults.log')]) lay(name, victim)
      const file = writeFault(dataDir, 'details\n')
      assert.match(file ?? '', new RegExp(`^${RegExp.escape(shared)}/foyer-faults-${own}-[0-9a-f-]{36}\\.log$`))
      assert.equal(readFileSync(file ?? '', 'utf8'), 'details\n')
      assert.equal(readFileSync(victim, 'utf8'), 'mine\n')
      assert.equal(readdirSync(shared).length, 2)
    })
  }

  it('are not appended to a file of somebody else, except in a data folder that is theirs', {
    skip: own === 0 ? false : 'takes root',
  }, (test) => {
    const [dataDir, shared] = [makeFolder(test), useSharedFolder(test)]
    const [squatted, kept] = [join(shared, ownName), join(dataDir, 'foyer-faults.log')]
    for (const file of [squatted, kept]) {
      writeFileSync(file, 'theirs\n')
      chownSync(file, 65_534, 65_534)
    }
    const file = writeFault(dataDir, 'details\n')
    assert.ok(file !== squatted && file !== kept, String(file))
    assert.equal(readFileSync(squatted, 'utf8'), 'theirs\n')
    chownSync(dataDir, 65_534, 65_534)
    assert.equal(writeFault(dataDir, 'details\n'), kept)
    assert.equal(lstatSync(kept).uid, 65_534)
  })
})
