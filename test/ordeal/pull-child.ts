/** A station that pulls once and ends itself at one of its steps. Run as a program it takes one argument, JSON. */
import { pullOnce } from '../../core/station/pull.ts'
import { readSettings } from '../../core/station/read-settings.ts'
import { lockFolder } from '../../core/store/folder-lock.ts'
import { openStationFile } from '../../core/store/station-file.ts'
import { createExchange } from '../../core/upstream/http.ts'

/** `stopAtStep`: before, within or after a transaction, or at either end of a request, counted from 1. */
export type PullChildOptions = { dataDir: string; stopAtStep: number }

async function run({ dataDir, stopAtStep }: PullChildOptions): Promise<void> {
  let steps = 0
  const step = (): void => {
    steps += 1
    if (steps === stopAtStep) process.kill(process.pid, 'SIGKILL')
  }
  const locking = lockFolder(dataDir, 'pull')
  if (locking.type !== 'locked') throw new Error(`the folder is ${locking.type}`)
  const reading = readSettings(dataDir, {})
  if (reading.type === 'wrong') throw new Error(reading.message)
  const opening = openStationFile(locking.lock, Date.now())
  if (opening.type === 'failed') throw new Error(opening.fault.message)
  const { store, notice } = opening.stationFile
  if (notice !== null) throw new Error(`the database was recovered: ${notice}`)
  const exchange = createExchange()
  await pullOnce(
    {
      store: {
        ...store,
        transact: (work) => {
          step()
          const result = store.transact((db) => {
            const made = work(db)
            step()
            return made
          })
          step()
          return result
        },
      },
      settings: reading.settings,
      exchange: {
        send: async (...sent) => {
          step()
          const outcome = await exchange.send(...sent)
          step()
          return outcome
        },
      },
      now: Date.now,
      runId: String(process.pid),
    },
    true,
  )
  await exchange.close()
  store.close()
  locking.lock.release()
}

if (import.meta.main) await run(JSON.parse(process.argv[2] ?? ''))
