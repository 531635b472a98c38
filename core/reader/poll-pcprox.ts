/**
 * Asks a pcProx or WAVE ID for its card with feature reports, which also works where the system keeps keyboards to
 * itself. What is said is `core/badge/pcprox.ts`; here it is sent, waited for and read.
 */
import type { PcproxProtocol, PcproxStep } from '../badge/pcprox.ts'
import { featureReportBytes } from '../badge/pcprox.ts'
import type { Presented } from '../badge/presented.ts'
import { toHidFault } from './hid-fault.ts'
import type { HidFault, HidHandle } from './hid-source.ts'
import type { Timers } from './timers.ts'

/** Ours: a card lies on the reader for longer. */
const pollEveryMs = 150
/** The device needs about a millisecond for its answer (micolous/pcprox, “protocol.md”). */
const answerAfterMs = 1

export type PollParts = {
  handle: HidHandle
  protocol: PcproxProtocol
  setTimer: Timers['setTimer']
  onPresented: (presented: Presented) => void
  /** The answers of an exchange, in order; of equal ones in a row only the first. */
  onAnswer: (answer: Uint8Array) => void
  onLost: (fault: HidFault) => void
}

/** Polls until the answer is called, or the reader is lost. */
export function pollPcprox({ handle, protocol, setTimer, onPresented, onAnswer, onLost }: PollParts): () => void {
  let isOver = false
  let stopTimer = (): void => {}
  let lastExchange = ''

  const pause = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      stopTimer = setTimer(resolve, delayMs)
    })
  const ask = async (): Promise<{ step: PcproxStep; answer: Uint8Array | null; fault: HidFault }> => {
    try {
      await handle.sendFeature(protocol.nextFeatureReport())
      await pause(answerAfterMs)
      const answer = await handle.getFeature(0, featureReportBytes)
      return { step: protocol.takeAnswer(answer), answer, fault: { type: 'failed', why: 'it answers something else' } }
    } catch (error) {
      return { step: protocol.takeFailure(), answer: null, fault: toHidFault(error) }
    }
  }
  const exchange = async (): Promise<void> => {
    const answers: Uint8Array[] = []
    for (;;) {
      const { step, answer, fault } = await ask()
      if (isOver) return
      if (answer !== null) answers.push(answer)
      if (step.isMore) continue
      const text = answers.join('/')
      if (text !== lastExchange) for (const each of answers) onAnswer(each)
      lastExchange = text
      if (step.presented !== null) onPresented(step.presented)
      if (step.isLost) {
        isOver = true
        onLost(fault)
      }
      return
    }
  }
  const poll = async (): Promise<void> => {
    while (!isOver) {
      await exchange()
      if (!isOver) await pause(pollEveryMs)
    }
  }

  void poll()
  return () => {
    isOver = true
    stopTimer()
  }
}
