/** A virtual machine that is switched on, talked to, and switched off or cut from its power. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BirpcReturn, createBirpc } from 'birpc'
import type { EventName } from '../../core/contract/contract.ts'
import { bundleGuest, type Sabotage } from './bundle.ts'
import { writeCpio } from './cpio.ts'
import type { GuestCalls, HostCalls } from './guest/guest-calls.ts'
import { type ModuleGroup, prepareImage } from './image.ts'
import { type Monitor, openMonitor } from './monitor.ts'
import { nodeModulesDir } from './places.ts'

/** Kernel, first files and a folder for what one test file needs; removed with it. */
export type Workshop = { folder: string; kernel: string; initrd: string; clear: () => void }

export type MachineOptions = {
  workshop: Workshop
  groups: readonly ModuleGroup[]
  /** Further parameters of QEMU: disks, buses, devices. */
  devices?: readonly string[]
}

export type Heard = { name: EventName; body: unknown }

export type Machine = {
  guest: BirpcReturn<GuestCalls, HostCalls>
  monitor: Monitor
  /** What the station told its screens, in order. */
  heard: Heard[]
  /** Its log. */
  said: string[]
  answered: string[]
  /** How often the station's process has ended. */
  ended: { code: number | null; signal: string | null }[]
  /** Resolves when `find` answers something else than undefined; asked anew whenever the guest has told something. */
  until: <Found>(what: string, find: () => Found | undefined, withinMs?: number) => Promise<Found>
  /** SIGKILL: no memory of the guest is written anywhere. */
  cutPower: () => Promise<void>
  /** Lets the guest write its disk back, and end by itself. */
  powerOff: () => Promise<void>
  /** What kernel and agent printed. */
  console: () => string
}

/** From here on a machine is taken to start late; one that hangs was seen once in a hundred boots. */
const startLimitMs = 90_000
const readyLimitMs = 180_000
const running = new Set<ChildProcess>()

export async function openWorkshop(sabotage: Sabotage | null = null): Promise<Workshop> {
  const image = prepareImage()
  const folder = mkdtempSync(join(tmpdir(), 'foyer-vm-'))
  const clear = () => {
    // Of a test that has failed half-way some still run, and would keep the others waiting.
    for (const child of running) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', clear)
  const initrd = join(folder, 'initrd')
  writeFileSync(initrd, Buffer.concat([readFileSync(image.files), writeCpio(await bundleGuest(sabotage))]))
  return { folder, kernel: image.kernel, initrd, clear }
}

/** Switches a machine on; resolves when its agent answers. One that never reaches its first program is tried once more. */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const first = await tryToStart(options)
  if (first !== null) return first
  const second = await tryToStart(options)
  if (second === null) throw new Error('The machine did not start, twice.')
  return second
}

async function tryToStart({ workshop, groups, devices = [] }: MachineOptions): Promise<Machine | null> {
  const place = mkdtempSync(join(workshop.folder, 'machine-'))
  const consoleFile = join(place, 'console')
  const socket = join(place, 'monitor')
  const child = spawn('qemu-system-x86_64', qemuParameters(workshop, groups, consoleFile, socket).concat(devices), {
    stdio: 'pipe',
  })
  running.add(child)
  const exit = once(child, 'exit').then(() => running.delete(child))
  const console = () => (existsSync(consoleFile) ? readFileSync(consoleFile, 'utf8') : '')
  const errors: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  const talk = talkTo(child)
  const cutPower = async () => {
    child.kill('SIGKILL')
    await exit
    talk.close()
  }

  const powerOff = async () => {
    talk.guest.powerOff()
    const how = await Promise.race([exit, sleep(30_000, 'late' as const, { ref: false })])
    if (how === 'late') {
      await cutPower()
      throw new Error(`The guest did not switch itself off.\n${console()}`)
    }
    talk.close()
  }

  const ended = exit.then(() => 'ended' as const)
  const startsLate = sleep(startLimitMs, 'late' as const, { ref: false })
  let how = await Promise.race([talk.ready, ended, startsLate])
  if (how === 'late' && console().includes('foyer-vm: started'))
    how = await Promise.race([talk.ready, ended, sleep(readyLimitMs - startLimitMs, 'late' as const, { ref: false })])
  if (how !== 'ready') {
    await cutPower()
    if (how === 'late' && !console().includes('foyer-vm: started')) return null
    throw new Error(`The guest ${how === 'ended' ? 'ended' : 'did not answer'}: ${errors.join('')}\n${console()}`)
  }
  const { guest, heard, said, answered, endings, until } = talk
  const monitor = await openMonitor(socket)
  return { guest, monitor, heard, said, answered, ended: endings, until, cutPower, powerOff, console }
}

function qemuParameters(
  workshop: Workshop,
  groups: readonly ModuleGroup[],
  console: string,
  monitor: string,
): string[] {
  const share = (tag: string, path: string) =>
    `local,path=${path},mount_tag=${tag},security_model=none,readonly=on,multidevs=remap`
  // Its clock is taken as it is: an emulated machine is too slow for the kernel's tests of it.
  const boot = `console=ttyS0 quiet loglevel=3 panic=-1 nokaslr mitigations=off random.trust_cpu=on no_timer_check tsc=reliable`
  return [
    ...['-M', 'q35', '-accel', 'tcg', '-cpu', 'max', '-smp', '1', '-m', '640'],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-kernel', workshop.kernel, '-initrd', workshop.initrd],
    ...['-append', `${boot} rdinit=/init foyer.modules=base,${groups.join(',')}`],
    ...['-virtfs', share('usr', '/usr'), '-virtfs', share('modules', nodeModulesDir)],
    ...['-serial', `file:${console}`, '-qmp', `unix:${monitor},server=on,wait=off`],
    ...['-device', 'virtio-serial-pci', '-chardev', 'stdio,id=talk,signal=off'],
    ...['-device', 'virtserialport,chardev=talk,name=foyer'],
  ]
}

type Talk = Pick<Machine, 'guest' | 'heard' | 'said' | 'answered' | 'until'> & {
  endings: Machine['ended']
  ready: Promise<'ready'>
  close: () => void
}

/** The other end of the guest's agent. */
function talkTo(child: ChildProcess): Talk {
  const heard: Heard[] = []
  const said: string[] = []
  const answered: string[] = []
  const endings: Machine['ended'] = []
  const watchers = new Set<() => void>()
  const look = () => {
    for (const watch of watchers) watch()
  }
  let isReady: (how: 'ready') => void
  const ready = new Promise<'ready'>((resolve) => {
    isReady = resolve
  })
  const own: HostCalls = {
    ready: () => isReady('ready'),
    heard: (name, body) => void heard.push({ name, body }),
    said: (line) => void said.push(line),
    stationEnded: (code, signal) => void endings.push({ code, signal }),
    answered: (eventId) => void answered.push(eventId),
    tapsEnded: (why) => void said.push(why),
  }
  const guest = createBirpc<GuestCalls, HostCalls>(own, {
    post: (message: string) => child.stdin?.write(`${message}\n`),
    on: (listener) => {
      if (child.stdout)
        createInterface({ input: child.stdout }).on('line', (line) => {
          listener(line)
          // After birpc has called the function that the line is for.
          setImmediate(look)
        })
    },
    serialize: (message) => JSON.stringify(message),
    deserialize: (message) => JSON.parse(message),
    eventNames: ['powerOff'],
    timeout: 120_000,
  })
  // A cut machine takes no more calls.
  child.stdin?.on('error', () => {})

  const until = <Found>(what: string, find: () => Found | undefined, withinMs = 60_000): Promise<Found> =>
    new Promise((resolve, reject) => {
      const watch = () => {
        const found = find()
        if (found === undefined) return
        clearTimeout(timer)
        watchers.delete(watch)
        resolve(found)
      }
      const timer = setTimeout(() => {
        watchers.delete(watch)
        reject(
          new Error(`${what} did not come within ${withinMs} ms; the station said:\n${said.slice(-20).join('\n')}`),
        )
      }, withinMs)
      watchers.add(watch)
      watch()
    })
  return { guest, heard, said, answered, endings, until, ready, close: () => guest.$close() }
}
