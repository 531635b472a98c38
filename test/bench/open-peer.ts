/** Starts the other end of a row as a process of its own, so that both have a core. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type Peer = {
  url: string
  /** What it holds in memory now, in bytes. */
  memory: () => Promise<number>
  close: () => Promise<void>
}

/** Resolves when it has printed its URL. For `args` see drain-peer.ts. */
export async function openPeer(args: readonly string[]): Promise<Peer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'drain-peer.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  if (!child.stdout) throw new Error('the child has no stdout')
  const lines = createInterface({ input: child.stdout })
  const [url] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => {
      throw new Error('the other end did not start')
    }),
  ])) as [string]
  return {
    url,
    memory: async () => {
      const told = once(child, 'message')
      child.send('memory')
      const [bytes] = await told
      return Number(bytes)
    },
    close: async () => {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}
