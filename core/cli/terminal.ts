/** Where a command prints results (stdout) and where it speaks to people (stderr): the two are never mixed. */
import cliProgress from 'cli-progress'

export type Progress = { update: (done: number, total: number) => void; stop: () => void }

export type Terminal = {
  /** A result. Resolves when there is room for more. */
  print: (line: string) => Promise<void>
  /** A piece of a result, as it is. Resolves when there is room for more. */
  write: (text: string) => Promise<void>
  /** A sentence for whoever looks on. */
  say: (line: string) => void
  /** Whether results go to a person's screen and not into a file or a program. */
  isHuman: boolean
  /** A bar on stderr where that is a terminal, else nothing. */
  showProgress: (label: string, unit: string) => Progress
}

export function openTerminal(): Terminal {
  quietenBrokenPipe()
  return {
    print: (line) => writeOut(`${line}\n`),
    write: writeOut,
    say: (line) => {
      process.stderr.write(`${line}\n`)
    },
    isHuman: process.stdout.isTTY === true,
    showProgress: (label, unit) => (process.stderr.isTTY ? showBar(label, unit) : silentProgress),
  }
}

async function writeOut(text: string): Promise<void> {
  if (process.stdout.write(text)) return
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve))
}

/** Resolves when everything that was printed has left this process. */
export async function flushTerminal(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise<void>((resolve) => stream.write('', () => resolve()))
  }
}

/** `foyer export … | head` ends when `head` has seen enough, without a word. */
function quietenBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
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
