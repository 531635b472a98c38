/**
 * A HID device out of nothing: the kernel's `/dev/uhid` takes its description and its reports from us and hands them on as
 * if there were a plug (Linux, “UHID – User-space I/O driver support for HID subsystem”; layouts: `linux/uhid.h`).
 */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import type { ReaderModel } from '../reader-models.ts'

/** Of `enum uhid_event_type`. */
const event = {
  getReport: 9,
  getReportReply: 10,
  create2: 11,
  input2: 12,
  setReport: 13,
  setReportReply: 14,
}
const eventBytes = 4380
/** A name, where it is plugged in and a serial number; then sizes and numbers, then the report descriptor. */
const create = {
  name: 4,
  port: 132,
  serial: 196,
  size: 260,
  bus: 262,
  vendor: 264,
  product: 268,
  version: 272,
  descriptor: 280,
}
const usb = 3
const inputOutputError = 5

export type VirtualReader = {
  report: (bytes: Buffer) => void
  /** Its node and all handles on it are gone when this returns. */
  unplug: () => void
  holdCard: (answers: Record<string, string>) => void
}

export function plugIn(model: ReaderModel): VirtualReader {
  const device = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK)
  writeSync(device, describe(model))
  let answers: Record<string, string> = {}
  let lastCommand = ''

  const answer = (request: Buffer): void => {
    const type = request.readUInt32LE(0)
    if (type === event.setReport) {
      const size = request.readUInt16LE(10)
      // The first byte is the report's number, 0 where the device has none.
      lastCommand = request.toString('hex', 13, 12 + size)
      writeSync(device, reply(event.setReportReply, request.readUInt32LE(4), 0))
    } else if (type === event.getReport) {
      const held = Object.entries(answers).find(([command]) => lastCommand.startsWith(command))?.[1]
      const empty = '0'.repeat(16)
      writeSync(device, reply(event.getReportReply, request.readUInt32LE(4), 0, Buffer.from(held ?? empty, 'hex')))
    }
  }
  const buffer = Buffer.alloc(eventBytes)
  const timer = setInterval(() => {
    while (hasNext(device, buffer)) answer(buffer)
  }, 3)

  return {
    report: (bytes) => {
      const head = Buffer.alloc(6)
      head.writeUInt32LE(event.input2, 0)
      head.writeUInt16LE(bytes.length, 4)
      writeSync(device, Buffer.concat([head, bytes]))
    },
    unplug: () => {
      clearInterval(timer)
      closeSync(device)
    },
    holdCard: (held) => {
      answers = held
    },
  }
}

function describe({ name, port, serial, vendorId, productId, descriptor }: ReaderModel): Buffer {
  const bytes = Buffer.alloc(create.descriptor + 4096)
  const report = Buffer.from(descriptor, 'hex')
  bytes.writeUInt32LE(event.create2, 0)
  bytes.write(name, create.name, 127)
  bytes.write(port, create.port, 63)
  bytes.write(serial, create.serial, 63)
  bytes.writeUInt16LE(report.length, create.size)
  bytes.writeUInt16LE(usb, create.bus)
  bytes.writeUInt32LE(vendorId, create.vendor)
  bytes.writeUInt32LE(productId, create.product)
  bytes.writeUInt32LE(0x100, create.version)
  report.copy(bytes, create.descriptor)
  return bytes
}

/** `id` ties it to the request; `error` 0 is none. */
function reply(type: number, id: number, error: number, data = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.alloc(type === event.getReportReply ? 12 + 4096 : 10)
  bytes.writeUInt32LE(type, 0)
  bytes.writeUInt32LE(id, 4)
  bytes.writeUInt16LE(type === event.getReportReply && data.length === 0 ? inputOutputError : error, 8)
  if (type === event.getReportReply) {
    bytes.writeUInt16LE(data.length, 10)
    data.copy(bytes, 12)
  }
  return bytes
}

/** The device is never waited for: the same process has to answer it. */
function hasNext(device: number, buffer: Buffer): boolean {
  try {
    return readSync(device, buffer) > 0
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return false
    throw error
  }
}
