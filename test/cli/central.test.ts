import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { makeFolder } from '../store/temporary-folder.ts'
import { makeStation, runFoyer, startFoyer, writeBeside } from './run-foyer.ts'

const header = 'employeeNumber,displayName,status'

describe('the central service of the command line', () => {
  it('leaves a folder that the commands of a station know for what it is', async (test) => {
    const data = join(makeFolder(test), 'central')
    await (await startFoyer(test, ['central', '--port', '0', '--data', data, '--secret', 's'])).stop()
    for (const args of [['status'], ['outbox', 'list'], ['sync', '--once'], ['start', '--shell', 'none']]) {
      const run = await runFoyer([...args, '--data', data])
      assert.deepEqual([run.code, run.stdout], [1, ''], args.join(' '))
      assert.match(run.stderr, /^\S+central is the folder of a central service, not of a station\. [^\n]*\n$/)
    }
    assert.equal((await runFoyer(['export', 'clock', '--data', data])).code, 0)
  })

  it('leaves the folder of a station alone, and says so', async (test) => {
    const station = makeStation(test)
    const run = await runFoyer(['central', '--port', '0', '--data', station, '--secret', 's'])
    assert.deepEqual([run.code, run.stdout], [1, ''])
    assert.match(run.stderr, /^\S+station is the folder of a station, not of a central service\. [^\n]*\n$/)
    assert.deepEqual(readdirSync(station), ['station.json'])
  })

  it('says who is known and not in the file of people, and how to take somebody away', async (test) => {
    const data = join(makeFolder(test), 'central')
    const start = async (...lines: string[]) => {
      const file = writeBeside(data, 'people.csv', `${[header, ...lines].join('\n')}\n`)
      const central = await startFoyer(test, [
        'central',
        '--port',
        '0',
        '--data',
        data,
        '--secret',
        's',
        '--people',
        file,
      ])
      await central.stop()
      return central.said.stderr
    }
    assert.doesNotMatch(await start('E1,Anna,Active', 'E2,Bert,Active', 'E3,Cem,Active'), /not in/)
    const said = await start('E1,Anna,Active')
    assert.match(
      said,
      /^2 people whom the service knows are not in \S+people\.csv and stay as before: E2, E3\. To take/m,
    )
    assert.match(await start('E2,Bert,Left', 'E1,Anna,Active'), /^1 person whom the service knows is not in .*: E3\./m)
    assert.doesNotMatch(await start('E1,Anna,Active', 'E3,Cem,Left'), /not in/)
    assert.match((await runFoyer(['central', '--help'])).stdout, /another status than Active/)
  })
})
