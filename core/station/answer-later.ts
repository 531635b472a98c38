/** Handlers whose code is read when the station serves already: hundreds of files, and nobody taps a badge with them. */
import type { Answer, Caller, CallName, Handlers, Request } from '../contract/contract.ts'

export type LaterHandlers<N extends CallName> = {
  handlers: Pick<Handlers, N>
  /** Reads the code now; the first call of any of them does so too. */
  load: () => Promise<unknown>
}

export function answerLater<N extends CallName>(
  names: readonly N[],
  read: () => Promise<Pick<Handlers, N>>,
): LaterHandlers<N> {
  let reading: Promise<Pick<Handlers, N>> | null = null
  const load = (): Promise<Pick<Handlers, N>> => {
    reading ??= read()
    return reading
  }
  const handlerOf = (name: N): Handlers[N] => {
    const answer = async (request: Request<N>, caller: Caller): Promise<Answer<N>> =>
      (await load())[name](request, caller)
    return answer as Handlers[N]
  }
  const handlers = Object.fromEntries(names.map((name) => [name, handlerOf(name)]))
  return { handlers: handlers as Pick<Handlers, N>, load }
}
