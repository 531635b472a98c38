/** Finishes the setup of a folder and is killed when a step is durable: `finish-setup-child.ts DIR STEP`. */
import { finishSetup } from '../../core/station/finish-setup.ts'
import { lockFolder } from '../../core/store/folder-lock.ts'
import { setupWish } from './setup-wish.ts'

const [, , dir = '', wanted] = process.argv
const locking = lockFolder(dir, 'setup')
if (locking.type !== 'locked') throw new Error('the folder is not to be had')
await finishSetup(locking.lock, {
  ...setupWish,
  onStep: (step) => {
    if (step === wanted) process.kill(process.pid, 'SIGKILL')
  },
})
