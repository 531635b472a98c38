import assert from 'node:assert/strict'
import { it } from 'node:test'
import { toStorageFault } from '../../core/store/storage-fault.ts'

const faultOf = (code: string) => toStorageFault(Object.assign(new Error('as the library says it'), { code }), '/data')

it('what the disk says is told apart, and told in words with the place', () => {
  const types = {
    ENOSPC: 'full',
    SQLITE_FULL: 'full',
    SQLITE_IOERR_SHMSIZE: 'full',
    EROFS: 'read-only',
    SQLITE_READONLY_DIRECTORY: 'read-only',
    SQLITE_NOTADB: 'damaged',
    SQLITE_CORRUPT_INDEX: 'damaged',
    SQLITE_BUSY_SNAPSHOT: 'busy',
    ENOENT: 'missing',
    SQLITE_CANTOPEN: 'failing',
    SQLITE_IOERR_FSYNC: 'failing',
    EIO: 'failing',
  }
  for (const [code, type] of Object.entries(types)) {
    const fault = faultOf(code)
    assert.equal(fault?.type, type, code)
    assert.match(fault?.message ?? '', /^(?=.*\/data).+\.$/, code)
    assert.doesNotMatch(fault?.message ?? '', /as the library says it/)
  }
})

it('what may not be read and what may not be written are told in one sentence, which is true of either', () => {
  for (const code of ['EACCES', 'EPERM', 'EROFS'])
    assert.match(faultOf(code)?.message ?? '', /read or cannot be written/)
})

it('a bug is no fault of the disk', () => {
  for (const bug of [new TypeError('x is not a function'), new Error('plain'), 'a text', null]) {
    assert.equal(toStorageFault(bug, '/data'), null)
  }
  assert.equal(faultOf('SQLITE_CONSTRAINT_UNIQUE'), null)
  assert.equal(faultOf('ERR_INVALID_ARG_TYPE'), null)
})
