/**
 * The guest's kernel and first files, made once out of Debian's packages and kept in `node_modules/.cache/foyer-vm`, by the
 * packages' versions. Node, the libraries and `node_modules` are not copied: the guest sees the host's, and cannot write.
 */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Entry, writeCpio } from './cpio.ts'
import { collectModules, unpackKernel } from './kernel.ts'
import { nodeModulesDir } from './places.ts'

export type Image = { kernel: string; files: string }

/** Counted up when what is made below changes. */
const layout = 1

/** Which modules a machine loads, by what it is to have. The kernel's command line names the groups. */
export const moduleGroups = {
  /** Every machine: its bus, the host's folders, the channel to the tests. */
  base: ['virtio_pci', '9pnet_virtio', '9p', 'virtio_console'],
  disk: ['virtio_blk', 'ext4', 'crc32c_generic'],
  readers: ['uhid', 'hid-generic', 'evdev'],
  usb: ['xhci-pci', 'usbhid', 'hid-generic', 'evdev'],
} as const satisfies Record<string, readonly string[]>

export type ModuleGroup = keyof typeof moduleGroups

/** Kept, or made within some 20 s. Throws, in a sentence, where the packages cannot be had. */
export function prepareImage(): Image {
  const cache = join(nodeModulesDir, '.cache', 'foyer-vm')
  mkdirSync(cache, { recursive: true })
  const packages = knowPackages()
  const dir = join(cache, `${packages.map(({ name, version }) => `${name}_${version}`).join('_')}_${layout}`)
  const image = { kernel: join(dir, 'vmlinux'), files: join(dir, 'files.cpio') }
  if (existsSync(image.files)) return image
  const draft = mkdtempSync(join(cache, 'draft-'))
  try {
    const unpacked = fetchPackages(
      packages.map(({ name }) => name),
      draft,
    )
    const made = join(draft, 'made')
    mkdirSync(made)
    const boot = join(unpacked, 'boot')
    const [bzImage = ''] = readdirSync(boot).filter((name) => name.startsWith('vmlinuz-'))
    writeFileSync(join(made, 'vmlinux'), unpackKernel(readFileSync(join(boot, bzImage))))
    const modulesDir = findModules(unpacked, bzImage.slice('vmlinuz-'.length))
    writeFileSync(join(made, 'files.cpio'), writeCpio([...skeleton(unpacked), ...modules(modulesDir)]))
    keep(made, dir)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return image
}

/** Where two runs make the same image at once, the first one stays. */
function keep(made: string, dir: string): void {
  try {
    renameSync(made, dir)
  } catch (error) {
    if (!existsSync(dir)) throw error
  }
}

/** A container often comes without apt's lists, which root can fetch. */
function knowPackages(): { name: string; version: string }[] {
  try {
    return findPackages()
  } catch (error) {
    if (process.getuid?.() !== 0) throw error
    ask('apt-get', ['update', '-q'])
    return findPackages()
  }
}

/** Debian's current kernel, and a shell that needs no library. */
function findPackages(): { name: string; version: string }[] {
  const kernel = /Depends: (linux-image-\S+)/.exec(ask('apt-cache', ['depends', 'linux-image-amd64']))?.[1]
  if (kernel === undefined) throw new Error('apt knows no package linux-image-amd64; "sudo apt-get update" may help.')
  return [kernel, 'busybox-static'].map((name) => {
    const version = /^Version: (\S+)/m.exec(ask('apt-cache', ['show', '--no-all-versions', name]))?.[1]
    if (version === undefined) throw new Error(`apt knows no package ${name}; "sudo apt-get update" may help.`)
    return { name, version: version.replaceAll(/[^\w.+~-]/g, '-') }
  })
}

/** Downloads and unpacks; installs nothing. */
function fetchPackages(names: readonly string[], draft: string): string {
  const unpacked = join(draft, 'unpacked')
  ask('apt-get', ['download', '-q', ...names], draft)
  for (const file of readdirSync(draft).filter((name) => name.endsWith('.deb')))
    ask('dpkg-deb', ['-x', file, unpacked], draft)
  return unpacked
}

function findModules(unpacked: string, release: string): string {
  const places = ['usr/lib/modules', 'lib/modules'].map((place) => join(unpacked, place, release))
  const found = places.find((place) => existsSync(place))
  if (found === undefined) throw new Error(`The kernel ${release} comes without modules.`)
  return found
}

function skeleton(unpacked: string): Entry[] {
  const busybox = ['usr/bin/busybox', 'bin/busybox']
    .map((place) => join(unpacked, place))
    .find((place) => existsSync(place))
  if (busybox === undefined) throw new Error('busybox-static holds no busybox.')
  const folders = ['dev', 'proc', 'sys', 'tmp', 'data', 'usr', 'etc', 'modules', 'foyer', 'foyer/node_modules']
  return [
    ...folders.map((path): Entry => ({ type: 'folder', path })),
    // Debian keeps all programs and libraries in /usr.
    ...['bin', 'sbin', 'lib', 'lib64'].map((path): Entry => ({ type: 'link', path, to: `usr/${path}` })),
    { type: 'file', path: 'busybox', content: readFileSync(busybox), isExecutable: true },
  ]
}

function modules(modulesDir: string): Entry[] {
  const groups = Object.entries(moduleGroups).map(([group, names]) => ({
    group,
    found: collectModules(modulesDir, names),
  }))
  const all = new Map(groups.flatMap(({ found }) => found.map(({ name, content }) => [name, content])))
  return [
    ...[...all].map(([name, content]): Entry => ({ type: 'file', path: `modules/${name}.ko`, content })),
    ...groups.map(({ group, found }): Entry => {
      const order = found.map(({ name }) => `${name}\n`).join('')
      return { type: 'file', path: `modules/${group}.order`, content: Buffer.from(order) }
    }),
  ]
}

function ask(tool: string, parameters: readonly string[], cwd?: string): string {
  const asked = spawnSync(tool, parameters, {
    encoding: 'utf8',
    timeout: 5 * 60_000,
    maxBuffer: 1 << 26,
    env: { ...process.env, LC_ALL: 'C' },
    ...(cwd && { cwd }),
  })
  if (asked.status === 0) return asked.stdout
  throw new Error(`${tool} ${parameters.join(' ')}: ${asked.error?.message ?? asked.stderr.trim()}`)
}
