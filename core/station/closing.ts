/** What is to be let go of at the end: the last first, each although the one before it failed, and all of it once. */
export type ClosingStep = () => void | Promise<void>

export type Closing = {
  /** A step that comes when the end has begun is taken at once. */
  add: (step: ClosingStep) => void
  /** Resolves when every step is done; whoever asks again waits for the same end. Never rejects. */
  close: () => Promise<void>
}

/** @param onFault Hears what a step threw; the steps that are left are taken nevertheless, a folder's lock among them. */
export function createClosing(onFault: (error: unknown) => void): Closing {
  const steps: ClosingStep[] = []
  let closing: Promise<void> | null = null
  const take = async (step: ClosingStep): Promise<void> => {
    try {
      await step()
    } catch (error) {
      onFault(error)
    }
  }
  const takeAll = async (): Promise<void> => {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) await take(step)
  }
  return {
    add: (step) => {
      if (closing === null) steps.push(step)
      else void take(step)
    },
    close: () => {
      closing ??= takeAll()
      return closing
    },
  }
}
