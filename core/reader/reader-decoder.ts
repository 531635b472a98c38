import { chooseKind, type DeviceFacts } from '../badge/choose-kind.ts'
import { createDecoder, createRefusingDecoder } from '../badge/create-decoder.ts'
import { hexToReport } from '../badge/keyboard-report.ts'
import type { ReportDecoder } from '../badge/report-decoder.ts'
import { type DescriptorReading, parseReportDescriptor } from '../badge/report-descriptor.ts'
import type { ReaderKind, ReaderSettings } from '../contract/reader-settings.ts'

/** The keys of a reader that say how its reports are read. */
export type DecodedReader = Omit<ReaderSettings, 'id' | 'name' | 'use' | 'format' | 'text' | 'byteOrder'>

/**
 * The decoder of a reader of `station.json`. `device`: what the system tells of it; null where it is not plugged in here, as in a
 * replay: then what `station.json` says of it counts, and it is a keyboard where that says nothing.
 */
export function createReaderDecoder(reader: DecodedReader, device: DeviceFacts | null): ReportDecoder {
  const described = readDescriptor(reader)
  if (described?.type === 'wrong') {
    return createRefusingDecoder(`"reportDescriptor" in station.json is none. ${described.why}`)
  }
  const descriptor = device?.descriptor ?? described?.descriptor ?? null
  if (device !== null) return createDecoder(reader.kind, reader, { ...device, descriptor })
  return createDecoder(findReaderKind(reader), reader, descriptor && { ...factsOf(reader), descriptor })
}

/** How the reports of a reader are read that is not plugged in here. */
export function findReaderKind(reader: DecodedReader): Exclude<ReaderKind, 'auto'> {
  if (reader.kind !== 'auto') return reader.kind
  const chosen = chooseKind(factsOf(reader))
  return chosen.type === 'chosen' ? chosen.kind : 'keyboard'
}

function readDescriptor({ reportDescriptor }: DecodedReader): DescriptorReading | null {
  return reportDescriptor === undefined
    ? null
    : parseReportDescriptor(hexToReport(reportDescriptor) ?? new Uint8Array(0))
}

/** What `station.json` tells of the device. */
function factsOf(reader: DecodedReader): DeviceFacts {
  const described = readDescriptor(reader)
  const number = (hex: string | undefined) => Number.parseInt(hex ?? '0', 16)
  const named = { usagePage: number(reader.device?.usagePage), usage: number(reader.device?.usage) }
  return {
    vendorId: number(reader.device?.vendorId),
    productId: number(reader.device?.productId),
    usages: [
      ...(reader.device?.usagePage ? [named] : []),
      ...(described?.type === 'parsed' ? described.descriptor.collections : []),
    ],
  }
}

/** The decoder of the reader with that id; see `createReaderDecoder`. */
export function createDecoderOf(
  readers: readonly ReaderSettings[],
  id: string,
  device: DeviceFacts | null,
): ReportDecoder {
  return createReaderDecoder(findDecoded(readers, id), device)
}

/** Whoever `station.json` does not name is a keyboard as it is sold. */
export function findDecoded(readers: readonly ReaderSettings[], id: string): DecodedReader {
  return readers.find((reader) => reader.id === id) ?? { kind: 'keyboard' }
}
