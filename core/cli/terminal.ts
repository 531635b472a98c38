/** Where a command prints results (stdout) and where it speaks to people (stderr): the two are never mixed. */
import { constants, fstatSync, readFileSync, statSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import cliProgress from 'cli-progress'

export type Progress = { update: (done: number, total: number) => void; stop: () => void }

export type Terminal = {
  /** A result. Resolves when there is room for more, or nobody takes any. */
  print: (line: string) => Promise<void>
  /** A piece of a result, as it is. Resolves when there is room for more, or nobody takes any. */
  write: (text: string) => Promise<void>
  /** A sentence for whoever looks on. */
  say: (line: string) => void
  /** Whether results go to a person's screen and not into a file or a program. */
  isHuman: boolean
  /** Whether anybody still takes results. Who only reads may stop; who changes something goes on, and tells by the exit code. */
  isRead: () => boolean
  /** Resolves when nobody takes results any more. */
  unread: Promise<void>
  /** A bar on stderr where that is a terminal, else nothing. */
  showProgress: (label: string, unit: string) => Progress
}

export type OpenTerminal = Terminal & {
  /** Resolves when everything that was printed has left this process: null, or in a sentence why not all of it could. */
  flush: () => Promise<string | null>
}

export function openTerminal(): OpenTerminal {
  const out = openStdout()
  // Whoever does not hear sentences any more cannot be told so.
  process.stderr.on('error', () => {})
  return {
    print: (line) => out.write(`${line}\n`),
    write: out.write,
    say: (line) => {
      process.stderr.write(`${line}\n`)
    },
    isHuman: process.stdout.isTTY === true,
    isRead: out.isRead,
    unread: out.unread,
    showProgress: (label, unit) => (process.stderr.isTTY ? showBar(label, unit) : silentProgress),
    flush: out.flush,
  }
}

function openStdout() {
  const { stdout, stderr } = process
  const ending = Promise.withResolvers<void>()
  let fault: NodeJS.ErrnoException | null = null
  let waiting: (() => void)[] = []
  const goOn = (): void => {
    const resumed = waiting
    waiting = []
    for (const resume of resumed) resume()
  }
  stdout.on('drain', goOn)
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    fault ??= error
    ending.resolve()
    goOn()
  })
  const write = async (text: string): Promise<void> => {
    if (fault !== null || stdout.write(text)) return
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const flush = async (): Promise<string | null> => {
    // A write that failed says so in the next turn.
    await nextTurn()
    if (fault === null && stdout.writableLength > 0) {
      await Promise.race([ending.promise, new Promise<void>((resolve) => stdout.write('', () => resolve()))])
    }
    if (stderr.writableLength > 0) await new Promise<void>((resolve) => stderr.write('', () => resolve()))
    return sayOutputFault(fault)
  }
  return { write, flush, isRead: () => fault === null, unread: ending.promise }
}

/** `foyer export … | head` ends when `head` has seen enough, without a word. */
function sayOutputFault(fault: NodeJS.ErrnoException | null): string | null {
  if (fault === null || fault.code === 'EPIPE' || fault.code === 'ECONNRESET') return null
  const isFull = fault.code === 'ENOSPC' || fault.code === 'EDQUOT'
  const why = isFull ? 'the disk is full that its output goes to' : `its output takes no more (${fault.code})`
  return `Not all that this command had to print could be written: ${why}.`
}

/**
 * Whether stdout was closed from the beginning (`>&-`): Node then opens the null device there, to read and to write, as no shell
 * does that is told `> /dev/null`. Known on Linux alone.
 */
export function isStdoutClosed(): boolean {
  if (process.platform !== 'linux') return false
  try {
    const isNull = fstatSync(1).rdev === statSync('/dev/null').rdev
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync('/proc/self/fdinfo/1', 'utf8'))?.[1] ?? '0'
    return isNull && (Number.parseInt(flags, 8) & 3) === constants.O_RDWR
  } catch {
    return false
  }
}

const silentProgress: Progress = { update: () => {}, stop: () => {} }

function showBar(label: string, unit: string): Progress {
  const bar = new cliProgress.SingleBar({
    format: `${label} [{bar}] {percentage} % | {value}/{total} ${unit} | {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    // The command decides what a signal means.
    gracefulExit: false,
  })
  let isShown = false
  return {
    update: (done, total) => {
      if (!isShown) bar.start(total, done)
      else if (bar.getTotal() !== total) bar.setTotal(total)
      isShown = true
      bar.update(done)
    },
    stop: () => {
      if (isShown) bar.stop()
    },
  }
}
