/** The npm packages that cannot be bundled, because they load machine code, and what of them a running station needs. */
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

type NativeModule = { name: string | ((target: Target) => string); files: (target: Target) => string[] }

/** As Node names them. */
export type Target = { platform: string; arch: string }

/** An allow-list: sources, headers, tests and other platforms' machine code stay behind. */
const nativeModules: NativeModule[] = [
  {
    name: 'better-sqlite3',
    files: ({ platform, arch }) => ['package.json', 'LICENSE', 'lib', join('prebuilds', `${platform}-${arch}.node`)],
  },
  {
    name: 'node-hid',
    files: ({ platform, arch }) => [
      'package.json',
      'LICENSE-bsd.txt',
      'nodehid.js',
      'binding-options.js',
      join('prebuilds', `HID-${platform}-${arch}`),
      // Under Linux the driver of choice reads /dev/hidraw; the other one is there for a station that asks for libusb.
      ...(platform === 'linux' ? [join('prebuilds', `HID_hidraw-${platform}-${arch}`)] : []),
    ],
  },
  // How node-hid finds its own machine code.
  { name: 'pkg-prebuilds', files: () => ['package.json', 'LICENSE', 'bindings.js', join('lib', 'prebuild.js')] },
  { name: '@node-rs/argon2', files: () => ['package.json', 'LICENSE', 'index.js'] },
  // Its machine code is a package for each platform, of which npm installs this machine's.
  {
    name: argon2Code,
    files: (target) => ['package.json', `${argon2Code(target).replace('@node-rs/argon2-', 'argon2.')}.node`],
  },
]

function argon2Code({ platform, arch }: Target): string {
  const toolchain: Record<string, string> = { linux: '-gnu', win32: '-msvc' }
  return `@node-rs/argon2-${platform}-${arch}${toolchain[platform] ?? ''}`
}

/** What a bundler must leave alone. */
export const nativeNames = ['better-sqlite3', 'node-hid', '@node-rs/argon2']

/** Copies them to `dir/node_modules`; answers name and exact version of each, for the app's `package.json`. */
export function copyNativeModules(dir: string, target: Target): Record<string, string> {
  const resolve = createRequire(import.meta.filename).resolve
  const versions: Record<string, string> = {}
  for (const { name: named, files } of nativeModules) {
    const name = typeof named === 'string' ? named : named(target)
    const from = packageDir(resolve, name)
    for (const file of files(target)) {
      if (!existsSync(join(from, file))) {
        throw new Error(
          `${name} brings no ${file}: it has no ready-made machine code for ${target.platform} ${target.arch}`,
        )
      }
      cpSync(join(from, file), join(dir, 'node_modules', name, file), { recursive: true })
    }
    versions[name] = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')).version
  }
  return versions
}

function packageDir(resolve: (name: string) => string, name: string): string {
  let dir = dirname(resolve(name))
  while (!existsSync(join(dir, 'package.json')) || !dir.endsWith(name)) dir = dirname(dir)
  return dir
}
