/** A disk of a machine: a file with an empty ext4 on it. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, constants, openSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `drive` is QEMU's parameter `-drive`; its id is `data`. */
export type Disk = { file: string; drive: string }

const diskBytes = 96 * 1024 * 1024

/**
 * The machine's disk tells the guest that a write is over when the host has it on its own disk: `directsync` writes past the host's
 * memory and waits for the disk, `writethrough` writes through it and waits (QEMU, “Disk images: cache modes”).
 */
export function makeDisk(folder: string, name: string): Disk {
  const file = join(folder, name)
  writeFileSync(file, '')
  truncateSync(file, diskBytes)
  run('mke2fs', ['-q', '-F', '-t', 'ext4', file])
  return {
    file,
    drive: `if=none,id=data,format=raw,file=${file},cache=${canPassCache(file) ? 'directsync' : 'writethrough'}`,
  }
}

/** Throws where the file system on it is not sound. */
export function checkDisk(file: string): void {
  run('e2fsck', ['-f', '-n', file])
}

function run(tool: string, parameters: readonly string[]): void {
  // Where root's programs lie is not in everybody's path.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
  const { status, stdout, stderr } = spawnSync(tool, parameters, { encoding: 'utf8', env })
  assert.equal(status, 0, `${tool}: ${stdout}${stderr}`)
}

/** Not every file system of a host can be written past its cache. */
function canPassCache(file: string): boolean {
  try {
    closeSync(openSync(file, constants.O_RDWR | constants.O_DIRECT))
    return true
  } catch {
    return false
  }
}
