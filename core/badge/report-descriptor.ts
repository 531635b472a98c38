/**
 * A device's own description of its reports. Taken strictly: what a kernel would refuse, or would have to guess at, is refused
 * with the reason, for a wrong length or offset would read one card as another.
 * Source: USB-IF, “Device Class Definition for HID 1.11”, 6.2.2 and 5.6; bounds are those of Linux (`hid-core.c`, `hid.h`).
 */

export type ReportType = 'input' | 'output' | 'feature'

/** Usages from `from` to `to`, both included, of one page. */
export type UsageRange = { usagePage: number; from: number; to: number }

/** `count` values of `bitSize` bits each; `bitOffset` counts from the report's first bit, that of its id included. */
export type ReportField = {
  usages: UsageRange[]
  bitOffset: number
  bitSize: number
  count: number
  isConstant: boolean
  isVariable: boolean
}

/** `bytes`: as the system hands it over, with the id in front where the device numbers its reports; `id` is 0 where it does not. */
export type ReportLayout = { type: ReportType; id: number; bytes: number; fields: ReportField[] }

export type ReportDescriptor = {
  isNumbered: boolean
  /** The top-level collections, in order. */
  collections: { usagePage: number; usage: number }[]
  reports: ReportLayout[]
}

export type DescriptorReading = { type: 'parsed'; descriptor: ReportDescriptor } | { type: 'wrong'; why: string }

const mostDescriptorBytes = 4096
const mostReportBits = 8 * 16_384
const mostValueBits = 256
const deepestCollection = 64
const deepestStack = 4

/** Main items, then global ones, then local ones; the two lowest bits of an item's first byte are its size. */
const tags = {
  input: 0x80,
  output: 0x90,
  feature: 0xb0,
  collection: 0xa0,
  endCollection: 0xc0,
  usagePage: 0x04,
  reportSize: 0x74,
  reportId: 0x84,
  reportCount: 0x94,
  push: 0xa4,
  pop: 0xb4,
  usage: 0x08,
  usageMinimum: 0x18,
  usageMaximum: 0x28,
} as const
/** Limits, units, designators, strings, delimiters: they say what values mean, and not where they stand. */
const passedOver: readonly number[] = [0x14, 0x24, 0x34, 0x44, 0x54, 0x64, 0x38, 0x48, 0x58, 0x78, 0x88, 0x98, 0xa8]
const longItem = 0xfe

type Item = { tag: number; size: number; value: number }
type Globals = { usagePage: number; reportSize: number; reportCount: number; reportId: number }
/** A page that a usage brings along itself, or null for the one in force when its main item comes. */
type LocalUsage = { usagePage: number | null; from: number; to: number }

type Parsing = {
  globals: Globals
  stack: Globals[]
  usages: LocalUsage[]
  minimum: LocalUsage | null
  depth: number
  descriptor: ReportDescriptor
}

/** What is wrong with the descriptor, or null. */
type Fault = string | null

/** Reads a report descriptor, such as Linux's `/sys/class/hidraw/hidraw0/device/report_descriptor`. Never throws. */
export function parseReportDescriptor(bytes: Uint8Array): DescriptorReading {
  if (bytes.length === 0 || bytes.length > mostDescriptorBytes) {
    return {
      type: 'wrong',
      why: `A report descriptor has 1 to ${mostDescriptorBytes} bytes; this one has ${bytes.length}.`,
    }
  }
  const parsing: Parsing = {
    globals: { usagePage: 0, reportSize: 0, reportCount: 0, reportId: 0 },
    stack: [],
    usages: [],
    minimum: null,
    depth: 0,
    descriptor: { isNumbered: false, collections: [], reports: [] },
  }
  for (const item of listItems(bytes)) {
    const fault = typeof item === 'string' ? item : takeItem(parsing, item)
    if (fault !== null) return { type: 'wrong', why: fault }
  }
  if (parsing.depth !== 0) return { type: 'wrong', why: 'A collection of the descriptor is not ended.' }
  return { type: 'parsed', descriptor: parsing.descriptor }
}

/** Ends with a sentence where an item is cut off. */
function* listItems(bytes: Uint8Array): Generator<Item | string> {
  let position = 0
  while (position < bytes.length) {
    const prefix = bytes[position] ?? 0
    // Long items are reserved, and say by themselves how much is to be passed over.
    const isLong = prefix === longItem
    const size = isLong ? 2 + (bytes[position + 1] ?? 0) : ([0, 1, 2, 4][prefix & 0x03] ?? 0)
    if (position + 1 + size > bytes.length) {
      yield `The descriptor is cut off within its item at byte ${position}.`
      return
    }
    let value = 0
    for (let index = size; index >= 1; index -= 1) value = value * 256 + (bytes[position + index] ?? 0)
    if (!isLong) yield { tag: prefix & 0xfc, size, value }
    position += 1 + size
  }
}

function takeItem(parsing: Parsing, item: Item): Fault {
  switch (item.tag) {
    case tags.input:
      return addField(parsing, 'input', item.value)
    case tags.output:
      return addField(parsing, 'output', item.value)
    case tags.feature:
      return addField(parsing, 'feature', item.value)
    case tags.collection:
      return openCollection(parsing)
    case tags.endCollection:
      return endCollection(parsing)
    case tags.usage:
      parsing.usages.push(toUsage(item))
      return null
    case tags.usageMinimum:
      parsing.minimum = toUsage(item)
      return null
    case tags.usageMaximum:
      return takeUsageMaximum(parsing, toUsage(item))
    default:
      return takeGlobal(parsing, item)
  }
}

function takeGlobal(parsing: Parsing, { tag, value }: Item): Fault {
  const { globals, stack } = parsing
  switch (tag) {
    case tags.usagePage:
      globals.usagePage = value
      return value > 0xffff ? 'The descriptor names a usage page beyond ffff.' : null
    case tags.reportSize:
      globals.reportSize = value
      return value > mostValueBits ? `The descriptor has values of ${value} bits.` : null
    case tags.reportCount:
      globals.reportCount = value
      return value > mostReportBits ? `The descriptor has ${value} values in a field.` : null
    case tags.reportId:
      return takeReportId(parsing, value)
    case tags.push:
      stack.push({ ...globals })
      return stack.length > deepestStack ? 'The descriptor pushes too often.' : null
    case tags.pop: {
      const popped = stack.pop()
      parsing.globals = popped ?? globals
      return popped === undefined ? 'The descriptor pops what it did not push.' : null
    }
    default:
      return passedOver.includes(tag) ? null : `The descriptor has an unknown item 0x${tag.toString(16)}.`
  }
}

/** Four bytes are a usage with its page. */
function toUsage({ size, value }: Item): LocalUsage {
  if (size < 4) return { usagePage: null, from: value, to: value }
  const usage = value % 0x1_0000
  return { usagePage: (value - usage) / 0x1_0000, from: usage, to: usage }
}

function takeUsageMaximum(parsing: Parsing, maximum: LocalUsage): Fault {
  const { minimum } = parsing
  if (minimum === null) return 'The descriptor has a usage maximum without a minimum.'
  if (minimum.usagePage !== maximum.usagePage || minimum.from > maximum.to) {
    return 'The descriptor has a usage minimum beyond its maximum.'
  }
  parsing.usages.push({ usagePage: minimum.usagePage, from: minimum.from, to: maximum.to })
  parsing.minimum = null
  return null
}

function takeReportId({ descriptor, globals }: Parsing, id: number): Fault {
  if (id === 0 || id > 0xff) return `The descriptor has a report id of ${id}, which is none.`
  if (!descriptor.isNumbered && descriptor.reports.length > 0) return bothForms
  descriptor.isNumbered = true
  globals.reportId = id
  return null
}

const bothForms = 'The descriptor has reports with and without an id.'

function openCollection(parsing: Parsing): Fault {
  if (parsing.depth === deepestCollection) return 'The descriptor has too many collections in each other.'
  if (parsing.depth === 0) {
    const [first] = resolveUsages(parsing)
    parsing.descriptor.collections.push({ usagePage: first?.usagePage ?? 0, usage: first?.from ?? 0 })
  }
  parsing.depth += 1
  forgetLocals(parsing)
  return null
}

function endCollection(parsing: Parsing): Fault {
  if (parsing.depth === 0) return 'The descriptor ends a collection that it did not begin.'
  parsing.depth -= 1
  forgetLocals(parsing)
  return null
}

function addField(parsing: Parsing, type: ReportType, flags: number): Fault {
  const { globals, descriptor } = parsing
  if (parsing.depth === 0) return 'The descriptor has a field outside of every collection.'
  if (descriptor.isNumbered && globals.reportId === 0) return bothForms
  const bits = globals.reportSize * globals.reportCount
  const usages = resolveUsages(parsing)
  forgetLocals(parsing)
  // A field of no bits takes no place: some descriptors have one.
  if (bits === 0) return null
  const report = findOrAddReport(descriptor, type, globals.reportId)
  const last = report.fields.at(-1)
  const bitOffset = last === undefined ? (descriptor.isNumbered ? 8 : 0) : last.bitOffset + last.bitSize * last.count
  if (bitOffset + bits > mostReportBits) return 'The descriptor has a report of more than 16 KiB.'
  report.fields.push({
    usages,
    bitOffset,
    bitSize: globals.reportSize,
    count: globals.reportCount,
    isConstant: (flags & 0x01) !== 0,
    isVariable: (flags & 0x02) !== 0,
  })
  report.bytes = Math.ceil((bitOffset + bits) / 8)
  return null
}

function findOrAddReport(descriptor: ReportDescriptor, type: ReportType, id: number): ReportLayout {
  const found = descriptor.reports.find((report) => report.type === type && report.id === id)
  if (found !== undefined) return found
  const report: ReportLayout = { type, id, bytes: 0, fields: [] }
  descriptor.reports.push(report)
  return report
}

function resolveUsages({ usages, globals }: Parsing): UsageRange[] {
  return usages.map(({ usagePage, from, to }) => ({ usagePage: usagePage ?? globals.usagePage, from, to }))
}

function forgetLocals(parsing: Parsing): void {
  parsing.usages = []
  parsing.minimum = null
}

/** The ids of the input reports that hold a usage of this page; `[0]` where reports have no ids. */
export function listInputIds({ reports }: ReportDescriptor, usagePage: number): number[] {
  return reports
    .filter(({ type, fields }) => type === 'input' && fields.some(({ usages }) => isOnPage(usages, usagePage)))
    .map(({ id }) => id)
}

function isOnPage(usages: readonly UsageRange[], usagePage: number): boolean {
  return usages.some((usage) => usage.usagePage === usagePage)
}

/** Which input report these bytes are; null for an id or a length that the descriptor does not have. */
export function findInput({ isNumbered, reports }: ReportDescriptor, report: Uint8Array): ReportLayout | null {
  const id = isNumbered ? report[0] : 0
  return reports.find((each) => each.type === 'input' && each.id === id && each.bytes === report.length) ?? null
}

/**
 * The bytes of the field whose usage this is, or of its share where a field has a usage for each of its values; null where
 * the report has none, or not on whole bytes.
 */
export function readFieldBytes(
  { fields }: ReportLayout,
  report: Uint8Array,
  usagePage: number,
  usage: number,
): Uint8Array | null {
  for (const { usages, bitOffset, bitSize, count } of fields) {
    const index = indexOfUsage(usages, usagePage, usage)
    if (index === null) continue
    const total = usages.reduce((sum, { from, to }) => sum + to - from + 1, 0)
    // A buffer has one usage for all its bytes; of several usages each has one value, and the last one has the rest.
    if (index >= count || bitOffset % 8 !== 0 || bitSize % 8 !== 0) return null
    const first = bitOffset / 8 + (index * bitSize) / 8
    const values = index === total - 1 ? count - index : 1
    return report.subarray(first, first + (values * bitSize) / 8)
  }
  return null
}

function indexOfUsage(usages: readonly UsageRange[], usagePage: number, usage: number): number | null {
  let before = 0
  for (const range of usages) {
    if (range.usagePage === usagePage && usage >= range.from && usage <= range.to) return before + usage - range.from
    before += range.to - range.from + 1
  }
  return null
}
