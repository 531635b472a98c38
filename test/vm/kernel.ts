/** What is taken out of a distribution's kernel: the bare program, and modules in the order in which they can be loaded. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'

/**
 * The ELF program inside a bzImage (Linux, “The Linux/x86 Boot Protocol”): QEMU starts it directly, and the guest does not
 * spend seconds of emulation on unpacking itself. Throws where it is packed in a way that is not known.
 */
export function unpackKernel(bzImage: Buffer): Buffer {
  if (bzImage.toString('latin1', 0x202, 0x206) !== 'HdrS') throw new Error('This is no Linux kernel.')
  const codeAt = ((bzImage[0x1f1] || 4) + 1) * 512
  const start = codeAt + bzImage.readUInt32LE(0x248)
  // The last four bytes are the unpacked size, and no part of the stream.
  const packed = bzImage.subarray(start, start + bzImage.readUInt32LE(0x24c) - 4)
  const kernel = unpack(packed)
  if (kernel.toString('latin1', 1, 4) !== 'ELF') throw new Error('What the kernel unpacks to is no ELF program.')
  return kernel
}

/** A file's content, unpacked where it is packed. */
export function unpack(bytes: Buffer): Buffer {
  const magic = bytes.toString('hex', 0, 6)
  if (magic === 'fd377a585a00') return unpackXz(bytes)
  if (magic.startsWith('28b52ffd')) return zstdDecompressSync(bytes)
  if (magic.startsWith('1f8b')) return gunzipSync(bytes)
  if (magic.startsWith('7f454c46')) return bytes
  throw new Error(`The kernel is packed in a way that is not known (${magic}).`)
}

/** Node has no xz. */
function unpackXz(bytes: Buffer): Buffer {
  const { status, stdout, stderr, error } = spawnSync('xz', ['-dc'], { input: bytes, maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`xz: ${error?.message ?? stderr.toString()}`)
  return stdout
}

export type KernelModule = { name: string; content: Buffer }

/** The modules and all that they depend on, in load order. What is built into the kernel is left out. */
export function collectModules(modulesDir: string, names: readonly string[]): KernelModule[] {
  const filesByName = new Map(
    readdirSync(modulesDir, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ko(\.\w+)?$/.test(file))
      .map((file) => [nameOf(file), join(modulesDir, file)]),
  )
  const builtIn = new Set(readFileSync(join(modulesDir, 'modules.builtin'), 'utf8').split('\n').map(nameOf))
  const collected = new Map<string, KernelModule>()
  const collect = (name: string): void => {
    if (collected.has(name) || builtIn.has(name)) return
    const file = filesByName.get(name)
    if (file === undefined) throw new Error(`This kernel has no module ${name}.`)
    const content = unpack(readFileSync(file))
    for (const needed of dependenciesOf(content)) collect(needed)
    collected.set(name, { name, content })
  }
  for (const name of names) collect(nameOf(name))
  return [...collected.values()]
}

/** A module names what it needs itself; no tool that knows modules is wanted. */
function dependenciesOf(content: Buffer): string[] {
  const [, names = ''] = /(?:^|\0)depends=([^\0]*)\0/.exec(content.toString('latin1')) ?? []
  return names.split(',').filter(Boolean).map(nameOf)
}

/** Files say `-` where the kernel says `_`. */
function nameOf(file: string): string {
  return basename(file)
    .replace(/\.ko(\.\w+)?$/, '')
    .replaceAll('-', '_')
}
