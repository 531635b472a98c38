import { useCallback, useEffect, useRef, useState } from 'react'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKiosk } from '../../kiosk/kiosk-context.ts'

export type FoundPerson = Extract<Answer<'searchPeople'>, { type: 'people' }>['people'][number]

export type FoundPeople = {
  /** Of `people`: while a new answer is on its way, the query before stays on screen. */
  query: string
  people: FoundPerson[]
  /** Null before the first answer. */
  total: number | null
  isLoading: boolean
  hasFailed: boolean
}

/** Enough for the tallest screen; the next ones come as one scrolls. */
const pageSize = 60

/** Everybody whom `query` fits, a page at a time. An answer that is overtaken is dropped. */
export function usePeople(query: string): FoundPeople & { loadMore: () => void; again: () => void } {
  const { call } = useKiosk()
  const [found, setFound] = useState<FoundPeople>({
    query: '',
    people: [],
    total: null,
    isLoading: true,
    hasFailed: false,
  })
  const newest = useRef(0)

  const load = useCallback(
    async (before: readonly FoundPerson[]) => {
      newest.current += 1
      const own = newest.current
      setFound((was) => ({ ...was, isLoading: true, hasFailed: false }))
      const answer = await call('searchPeople', { query, offset: before.length, limit: pageSize })
      if (own !== newest.current) return
      if (answer.type !== 'people') {
        setFound((was) => ({ ...was, isLoading: false, hasFailed: true }))
        return
      }
      const known = new Set(before.map(({ employeeNumber }) => employeeNumber))
      const people = [...before, ...answer.people.filter(({ employeeNumber }) => !known.has(employeeNumber))]
      setFound({ query, people, total: answer.total, isLoading: false, hasFailed: false })
    },
    [call, query],
  )

  useEffect(() => {
    void load([])
    return () => {
      newest.current += 1
    }
  }, [load])

  return {
    ...found,
    loadMore: () => {
      const isAll = found.total !== null && found.people.length >= found.total
      if (!found.isLoading && !isAll && found.query === query) void load(found.people)
    },
    again: () => void load([]),
  }
}
