/** What the host must have for a virtual machine. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const programs = ['qemu-system-x86_64', 'apt-get', 'apt-cache', 'dpkg-deb', 'xz', 'mke2fs']

/** The guest's too: node-hid loads them. */
const libraries = ['libusb-1.0.so.0', 'libudev.so.1']

/** Null where everything is there, else one sentence. */
export function findWhyNot(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'The virtual machine runs on Linux on x64 alone.'
  const missing = programs.filter((name) => !isInstalled(name))
  if (missing.some((name) => name.startsWith('apt-') || name === 'dpkg-deb'))
    return 'The guest is made out of packages of Debian, and this is no Debian machine.'
  if (!existsSync('/usr/lib64/ld-linux-x86-64.so.2'))
    return 'The guest takes its libraries from /usr, and this machine has them elsewhere.'
  const lacking = libraries.filter((name) => !existsSync(join('/usr/lib/x86_64-linux-gnu', name)))
  if (lacking.length > 0) return `Missing ${lacking.join(', ')}: run "sudo apt-get install libusb-1.0-0 libudev1".`
  if (missing.length > 0)
    return `Missing ${missing.join(', ')}: run "sudo apt-get install --no-install-recommends qemu-system-x86 xz-utils e2fsprogs".`
  return null
}

function isInstalled(name: string): boolean {
  // Where root's programs lie is not in everybody's path.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => folder !== '' && existsSync(join(folder, name)))
}
