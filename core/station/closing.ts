/** What is to be let go of at the end: the last first, each although the one before it failed, and all of it once. */
export type ClosingStep = () => void | Promise<void>

export type Closing = {
  /** Before the end begins: whoever closes adds no more. */
  add: (step: ClosingStep) => void
  /** Resolves when every step is done; whoever asks again waits for the same end. Never rejects. */
  close: () => Promise<void>
}

/** @param onFault Hears what a step threw; the steps that are left are taken nevertheless, a folder's lock among them. */
export function createClosing(onFault: (error: unknown) => void): Closing {
  const steps: ClosingStep[] = []
  let closing: Promise<void> | null = null
  const takeAll = async (): Promise<void> => {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      try {
        await step()
      } catch (error) {
        onFault(error)
      }
    }
  }
  return {
    add: (step) => void steps.push(step),
    close: () => {
      closing ??= takeAll()
      return closing
    },
  }
}
