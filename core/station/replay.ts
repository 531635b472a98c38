import type { Presented } from '../badge/presented.ts'
import { textToReportsOf } from '../badge/text-reports.ts'
import type { Answer } from '../contract/contract.ts'
import type { Decision } from '../contract/decision.ts'
import type { ReaderSettings } from '../contract/reader-settings.ts'
import { createDecoderOf, findDecoded, findReaderKind } from '../reader/reader-decoder.ts'
import { createReaderInput } from '../reader/reader-input.ts'
import { replayedReading } from './clock.ts'
import { readReplayLine } from './replay-line.ts'
import { startTimer } from './start-timer.ts'
import type { Presentation } from './tap-context.ts'

/** Decides every badge of a replay line, in order; what its end breaks off is unreadable. */
export function replay(
  present: (presentation: Presentation) => Decision,
  readers: readonly ReaderSettings[],
  text: string,
): Answer<'replayLine'> {
  const outcome = readReplayLine(text)
  if (outcome.type === 'wrong') return outcome
  const { atMs, reader, sent } = outcome.line
  if (readers.find(({ id }) => id === reader)?.use === 'enrol') {
    return {
      type: 'wrong',
      message: `the reader "${reader}" reads cards to hand them out (use "enrol"): it clocks nobody`,
    }
  }
  const typed = sent.type === 'text' ? sendText(readers, reader, sent.text) : sent
  if (typed.type === 'wrong') return typed
  const decisions: Decision[] = []
  const take = (presented: Presented): void => {
    decisions.push(present({ reader, presented, clock: replayedReading(atMs), cause: 'replay' }))
  }
  const input = createReaderInput({
    setTimer: startTimer,
    onPresented: (_reader, presented) => take(presented),
    decoderFor: () => createDecoderOf(readers, reader, null),
  })
  for (const report of typed.reports) input.feed(reader, report, atMs)
  input.flush(reader)
  input.close()
  if (decisions.length === 0) take({ type: 'unreadable', why: 'no badge was presented' })
  return { type: 'decided', decisions }
}

function sendText(readers: readonly ReaderSettings[], id: string, text: string) {
  const reader = findDecoded(readers, id)
  return textToReportsOf(findReaderKind(reader), reader, text)
}
