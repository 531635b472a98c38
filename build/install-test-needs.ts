/**
 * Before `npm test`: installs what the end-to-end tests need and npm does not bring, a browser and libusb, where this is a
 * Debian machine and we are root; elsewhere says in a sentence what to install. Never fails: a suite that lacks
 * something is skipped and says why. With `--vm`, before `npm run test:vm`: QEMU and what makes a guest instead of a browser.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findBrowser } from '../electron/find-browser.ts'

/** What is looked at before anything is decided. */
export type Surroundings = {
  platform: NodeJS.Platform
  isRoot: boolean
  hasApt: boolean
  hasBrowser: boolean
  hasLibusb: boolean
  /** Debian's packages of what the virtual machine lacks; empty where none is wanted. */
  missingForVm: readonly string[]
}

export type Plan =
  | { type: 'nothing-missing' }
  | { type: 'install'; packages: string[] }
  | { type: 'say'; sentence: string }

/** Downloading a browser over a slow line takes minutes; a mirror that hangs must not hang the tests. */
const limitMs = 5 * 60_000

/** Decides what to do about what is missing. */
export function planInstall(surroundings: Surroundings): Plan {
  // node-hid brings its own library on Windows and macOS.
  const needsLibusb = surroundings.platform === 'linux' && !surroundings.hasLibusb
  const packages = [
    ...(surroundings.hasBrowser ? [] : ['chromium']),
    ...(needsLibusb ? ['libusb-1.0-0'] : []),
    ...surroundings.missingForVm,
  ]
  if (packages.length === 0) return { type: 'nothing-missing' }
  if (surroundings.hasApt && surroundings.isRoot) return { type: 'install', packages }
  return { type: 'say', sentence: describeMissing(packages, surroundings) }
}

/** What a thing is called where it is no package of Debian's. */
const otherNames: Record<string, string> = { chromium: 'Chromium, Chrome or Edge', 'libusb-1.0-0': 'libusb 1.0' }

function describeMissing(packages: readonly string[], { platform, hasApt }: Surroundings): string {
  if (hasApt)
    return `The tests lack ${packages.join(' and ')}: run "sudo apt-get install --no-install-recommends ${packages.join(' ')}".`
  const things = packages.map((name) => otherNames[name] ?? name)
  const hint = platform === 'linux' ? " with your distribution's package manager" : ''
  const instead = packages.includes('chromium') ? ", or set FOYER_BROWSER to a browser's path" : ''
  return `The tests lack ${things.join(' and ')}: install it${hint}${instead}.`
}

/** Its programs, and Debian's packages that hold them. */
const vmPrograms = { 'qemu-system-x86_64': 'qemu-system-x86', xz: 'xz-utils', mke2fs: 'e2fsprogs' }

function lookAround(isForVm: boolean): Surroundings {
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasApt: existsSync('/usr/bin/apt-get') && existsSync('/etc/debian_version'),
    hasBrowser: isForVm || findBrowser() !== null,
    hasLibusb: hasLibusb(),
    missingForVm: isForVm ? findMissingForVm() : [],
  }
}

/** The machine that it is made for. */
function findMissingForVm(): string[] {
  if (process.platform !== 'linux' || process.arch !== 'x64') return []
  const folders = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin']
  return Object.entries(vmPrograms)
    .filter(([program]) => !folders.some((folder) => existsSync(`${folder}/${program}`)))
    .map(([, name]) => name)
}

/** The loader's own list knows libraries wherever a distribution puts them. */
function hasLibusb(): boolean {
  if (process.platform !== 'linux') return true
  const places = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].filter((place) => existsSync(place))
  const list = places[0] ? spawnSync(places[0], ['-p'], { encoding: 'utf8' }).stdout : ''
  return list.includes('libusb-1.0.so.0')
}

/** Runs apt-get; answers what it printed where it failed, else null. */
function runApt(parameters: readonly string[], deadlineMs: number): string | null {
  const { status, stdout, stderr, error } = spawnSync('apt-get', parameters, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: Math.max(1000, deadlineMs - Date.now()),
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 1 << 26,
  })
  if (status === 0) return null
  return `apt-get ${parameters.join(' ')}: ${error?.message ?? `exit code ${status}`}\n${stdout}${stderr}`.trim()
}

function install(packages: readonly string[]): void {
  console.log(`Installing ${packages.join(' and ')} for the tests …`)
  const deadlineMs = Date.now() + limitMs
  const failure =
    runApt(['update', '-q'], deadlineMs) ??
    runApt(['install', '-q', '-y', '--no-install-recommends', ...packages], deadlineMs)
  if (failure === null) return
  console.log(failure)
  console.log(`${packages.join(' and ')} could not be installed; the tests that need them are skipped.`)
}

if (import.meta.main) {
  const plan = planInstall(lookAround(process.argv.includes('--vm')))
  switch (plan.type) {
    case 'nothing-missing':
      break
    case 'say':
      console.log(plan.sentence)
      break
    case 'install':
      install(plan.packages)
      break
  }
}
