/** Handlers whose code is read when the station serves already: hundreds of files, and nobody taps a badge with them. */
import type { Answer, Caller, Handle, Request, StationCallName } from '../contract/contract.ts'

type HandlersOf<N extends StationCallName> = { [Name in N]: Handle<Name> }

export type LaterHandlers<N extends StationCallName> = {
  handlers: HandlersOf<N>
  /** Reads the code now; the first call of any of them does so too. Rejects where it cannot be read: the next one tries again. */
  load: () => Promise<unknown>
}

export function answerLater<N extends StationCallName>(
  names: readonly N[],
  read: () => Promise<HandlersOf<N>>,
): LaterHandlers<N> {
  let reading: Promise<HandlersOf<N>> | null = null
  const load = (): Promise<HandlersOf<N>> => {
    reading ??= read().catch((error: unknown) => {
      reading = null
      throw error
    })
    return reading
  }
  const handlerOf = (name: N): Handle<N> => {
    const answer = async (request: Request<N>, caller: Caller): Promise<Answer<N>> =>
      (await load())[name](request, caller)
    return answer as Handle<N>
  }
  const handlers = Object.fromEntries(names.map((name) => [name, handlerOf(name)]))
  return { handlers: handlers as HandlersOf<N>, load }
}
