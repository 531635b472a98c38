import type { DecoderSettings } from '../contract/reader-settings.ts'
import { createPcproxProtocol } from './pcprox.ts'
import type { ReportDecoder } from './report-decoder.ts'

/**
 * A polled reader as one whose reports come by themselves: it is fed the answers in the order in which they came, so that a
 * recording of them can be replayed. A card that is still held after a silence counts as gone.
 */
export function createPcproxDecoder({ pcprox, idleMs = 1000 }: DecoderSettings): ReportDecoder {
  const protocol = createPcproxProtocol({ isParityStripped: pcprox?.isParityStripped ?? true })
  return {
    idleMs,
    feed(report) {
      const { presented } = protocol.takeAnswer(report)
      return presented === null ? [] : [presented]
    },
    giveUp() {
      protocol.reset()
      return null
    },
    isAtRest: protocol.isAtRest,
  }
}
