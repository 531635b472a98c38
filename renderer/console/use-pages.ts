import { useCallback, useEffect, useRef, useState } from 'react'
import type { Answer, CallName, Rejection, Request } from '../../core/contract/contract.ts'
import { useKiosk } from '../kiosk/kiosk-context.ts'
import type { Lost } from '../station-client.ts'

export type Pages<Item> = {
  items: readonly Item[]
  /** How many there are in all, where the answer says so; null before it does. */
  total: number | null
  /** False before the first answer, and while a request that is another one is on its way. */
  isThere: boolean
  isLoading: boolean
  hasMore: boolean
  hasFailed: boolean
  loadMore: () => void
  /** From the beginning; what is there stays until the answer has come. */
  again: () => void
}

/**
 * A list that comes a page at a time. `request`: for the page after `last`, null for the first; it and `read` are those of
 * `key`, which names what is listed. An answer that is overtaken is dropped.
 */
export function usePages<N extends CallName, Item>(options: {
  call: N
  key: string
  request: (last: Item | null) => Request<N>
  read: (answer: Answer<N> | Rejection | Lost) => { items: readonly Item[]; hasMore: boolean; total?: number } | null
}): Pages<Item> {
  const { call: name, key } = options
  const { call } = useKiosk()
  const [state, setState] = useState<{
    key: string | null
    items: readonly Item[]
    hasMore: boolean
    total: number | null
  }>({
    key: null,
    items: [],
    hasMore: false,
    total: null,
  })
  const [progress, setProgress] = useState<'loading' | 'idle' | 'failed'>('loading')
  const asking = useRef(options)
  asking.current = options
  const newest = useRef(0)

  const load = useCallback(
    async (before: readonly Item[]) => {
      newest.current += 1
      const own = newest.current
      setProgress('loading')
      const { request, read } = asking.current
      const page = read(await call(name, request(before.at(-1) ?? null)))
      if (own !== newest.current) return
      setProgress(page === null ? 'failed' : 'idle')
      if (page !== null) {
        setState({ key, items: [...before, ...page.items], hasMore: page.hasMore, total: page.total ?? null })
      }
    },
    [call, name, key],
  )

  useEffect(() => {
    void load([])
    return () => {
      newest.current += 1
    }
  }, [load])

  const isThere = state.key === key
  return {
    items: isThere ? state.items : [],
    total: isThere ? state.total : null,
    isThere,
    isLoading: progress === 'loading',
    hasMore: isThere && state.hasMore,
    hasFailed: progress === 'failed',
    loadMore: () => {
      if (isThere && state.hasMore && progress === 'idle') void load(state.items)
    },
    again: () => void load([]),
  }
}
