/** A process that owns the folder that it is given, says so, and stays until it is killed. */
import { lockFolder } from '../../core/store/folder-lock.ts'

const locking = lockFolder(process.argv[2] ?? '', 'test')
process.stdout.write(`${locking.type}\n`)
setInterval(() => {}, 60_000)
