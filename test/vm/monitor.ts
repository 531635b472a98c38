/** QEMU's monitor (QEMU, “QMP Reference Manual”): keys are pressed and plugs pulled from outside the guest. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { z } from 'zod'

export type Monitor = {
  /** Throws what QEMU answers as an error. */
  ask: (command: string, parameters?: object) => Promise<unknown>
  /** Presses and releases a key by its name, such as `a`, `1` or `ret`. */
  press: (key: string) => Promise<void>
}

const answer = z.union([
  z.object({ return: z.unknown() }),
  z.object({ error: z.object({ desc: z.string() }) }),
  /** Its greeting, and what happens. */
  z.object({ QMP: z.unknown() }),
  z.object({ event: z.string() }),
])

export async function openMonitor(path: string): Promise<Monitor> {
  const socket = connect(path)
  await once(socket, 'connect')
  // It goes with the machine.
  socket.on('error', () => {})
  const waiting: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = []
  createInterface({ input: socket }).on('line', (line) => {
    const said = answer.parse(JSON.parse(line))
    if ('error' in said) waiting.shift()?.reject(new Error(said.error.desc))
    else if ('return' in said) waiting.shift()?.resolve(said.return)
  })
  const ask = (execute: string, parameters: object = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject })
      socket.write(`${JSON.stringify({ execute, arguments: parameters })}\n`)
    })
  await ask('qmp_capabilities')
  return {
    ask,
    press: async (key) => {
      for (const down of [true, false]) await ask('input-send-event', { events: [move(key, down)] })
    },
  }
}

function move(key: string, down: boolean): object {
  return { type: 'key', data: { down, key: { type: 'qcode', data: key } } }
}
