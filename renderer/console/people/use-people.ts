import { useCallback, useEffect, useRef, useState } from 'react'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKiosk } from '../../kiosk/kiosk-context.ts'

export type FoundPerson = Extract<Answer<'searchPeople'>, { type: 'people' }>['people'][number]

export type FoundPeople = {
  /** Of `people`: while a new answer is on its way, the query before stays on screen. */
  query: string
  people: readonly FoundPerson[]
  /** Null before the first answer. */
  total: number | null
  /** What follows `people` is on its way. */
  isLoadingMore: boolean
  hasFailed: boolean
}

/** Of what follows as one scrolls. */
const pageSize = 60

const nobodyYet: FoundPeople = { query: '', people: [], total: null, isLoadingMore: false, hasFailed: false }

/**
 * Everybody whom `query` fits, a page at a time; the first holds `firstSize`, because each row that a letter finds costs time
 * before anything is painted. An answer that is overtaken is dropped.
 */
export function usePeople(
  query: string,
  firstSize = pageSize,
): FoundPeople & { loadMore: () => void; again: () => void } {
  const { call } = useKiosk()
  const [found, setFound] = useState(nobodyYet)
  const newest = useRef(0)
  const isLoading = useRef(false)
  const latest = useRef({ found, query, load: async (_before: readonly FoundPerson[]): Promise<void> => {} })

  const load = useCallback(
    async (before: readonly FoundPerson[]) => {
      newest.current += 1
      const own = newest.current
      isLoading.current = true
      const limit = before.length === 0 ? firstSize : pageSize
      const answer = await call('searchPeople', { query, offset: before.length, limit })
      if (own !== newest.current) return
      isLoading.current = false
      if (answer.type !== 'people') {
        setFound((was) => ({ ...was, isLoadingMore: false, hasFailed: true }))
        return
      }
      const known = new Set(before.map(({ employeeNumber }) => employeeNumber))
      const people = [...before, ...answer.people.filter(({ employeeNumber }) => !known.has(employeeNumber))]
      setFound({ query, people, total: answer.total, isLoadingMore: false, hasFailed: false })
    },
    [call, query, firstSize],
  )

  latest.current = { found, query, load }
  useEffect(() => {
    void load([])
    return () => {
      newest.current += 1
    }
  }, [load])

  // The same one for every query: rows that nothing has changed for are not drawn anew with each letter.
  const loadMore = useCallback(() => {
    const { people, total, query: shownQuery } = latest.current.found
    const isAll = total !== null && people.length >= total
    if (isLoading.current || isAll || shownQuery !== latest.current.query) return
    setFound((was) => ({ ...was, isLoadingMore: was.people.length > 0 }))
    void latest.current.load(people)
  }, [])

  return {
    ...found,
    loadMore,
    again: () => {
      setFound((was) => ({ ...was, hasFailed: false }))
      void load([])
    },
  }
}
