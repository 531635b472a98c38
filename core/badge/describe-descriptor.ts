import { sayUsage } from './choose-kind.ts'
import type { ReportDescriptor, ReportField } from './report-descriptor.ts'

/** Names of the usages that readers have (USB-IF, “HID Usage Tables” and “HID Point of Sale Usage Tables”). */
const usageNames: Record<string, string> = {
  '0001:0002': 'mouse',
  '0001:0006': 'keyboard',
  '0001:0007': 'keypad',
  '000c:0001': 'consumer control',
  '008c:0001': 'bar code badge reader',
  '008c:0002': 'bar code scanner',
  '008e:0001': 'magnetic stripe reader',
}

/** One line for each collection and each report, for whoever looks at a device: what it is, and how long its reports are. */
export function describeDescriptor({ isNumbered, collections, reports }: ReportDescriptor): string[] {
  return [
    ...collections.map((usage) => {
      const code = sayUsage(usage)
      const name = usageNames[code]
      return name === undefined ? code : `${code} ${name}`
    }),
    ...reports.map(({ type, id, bytes, fields }) => {
      const number = isNumbered ? ` ${id}` : ''
      return `${type} report${number}: ${bytes} ${bytes === 1 ? 'byte' : 'bytes'} (${fields.map(describeField).join(', ')})`
    }),
  ]
}

function describeField({ usages, bitSize, count, isConstant }: ReportField): string {
  const size = `${count} × ${bitSize} bit`
  if (isConstant) return `${size} of nothing`
  const named = usages.map(({ usagePage, from, to }) => {
    const first = sayUsage({ usagePage, usage: from })
    return from === to ? first : `${first}–${to.toString(16).padStart(4, '0')}`
  })
  return named.length === 0 ? size : `${size} ${named.join(' ')}`
}
