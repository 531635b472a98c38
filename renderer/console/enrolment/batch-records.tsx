import { useCallback, useEffect, useRef, useState } from 'react'
import { GridList, GridListItem, GridListLoadMoreItem } from 'react-aria-components/GridList'
import { Label } from 'react-aria-components/Label'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKiosk } from '../../kiosk/kiosk-context.ts'
import { nameOfRow, RecordWords } from './record-words.tsx'

type BatchRecord = Extract<Answer<'listBatchRecords'>, { type: 'records' }>['records'][number]
type Verdict = BatchRecord['verdict']
type Page = { records: BatchRecord[]; state: 'loading' | 'more' | 'whole' | 'failed' }

const verdicts: readonly Verdict[] = ['error', 'update', 'new', 'duplicate', 'no-change']
const recordsPerPage = 100

/** What approving would change, record by record: a page is asked for when somebody has come so far. */
export function BatchRecords(props: {
  batch: string
  preview: string
  counts: Record<Verdict, number>
  onStale: () => void
}) {
  const { batch, preview, counts, onStale } = props
  const { t } = useTranslation()
  const [verdict, setVerdict] = useState<Verdict | 'all'>('all')
  const { page, more } = useRecords({ batch, preview, verdict: verdict === 'all' ? null : verdict, onStale })
  return (
    <section className="pane" aria-labelledby="records">
      <h4 id="records">{t('console.enrolment.records')}</h4>
      <RadioGroup
        className="tick-group"
        orientation="horizontal"
        value={verdict}
        onChange={(next) => setVerdict(verdicts.find((each) => each === next) ?? 'all')}
      >
        <Label>{t('console.enrolment.show')}</Label>
        <Radio className="tick" value="all">
          {t('console.enrolment.all')}
        </Radio>
        {verdicts
          .filter((each) => counts[each] > 0)
          .map((each) => (
            <Radio key={each} className="tick" value={each}>
              {t(`console.enrolment.verdicts.${each}`, { count: counts[each] })}
            </Radio>
          ))}
      </RadioGroup>
      <Virtualizer layout={ListLayout} layoutOptions={{ estimatedRowHeight: 64 }}>
        <GridList
          className="records"
          aria-label={t('console.enrolment.records')}
          selectionMode="none"
          renderEmptyState={() => (
            <p>
              {t(
                page.state === 'failed'
                  ? 'console.failed'
                  : page.state === 'whole'
                    ? 'console.enrolment.noRecords'
                    : 'console.loading',
              )}
            </p>
          )}
        >
          {page.records.map((record) => (
            <GridListItem key={record.place} id={record.place} className="record" textValue={nameOfRow(record)}>
              <RecordWords record={record} />
            </GridListItem>
          ))}
          {page.state !== 'whole' && page.state !== 'failed' && page.records.length > 0 && (
            <GridListLoadMoreItem className="record" onLoadMore={more} isLoading={page.state === 'loading'}>
              {t('console.loading')}
            </GridListLoadMoreItem>
          )}
        </GridList>
      </Virtualizer>
    </section>
  )
}

/** Pages one after the other; what was asked of another filter or preview is dropped when it comes. */
function useRecords(asked: { batch: string; preview: string; verdict: Verdict | null; onStale: () => void }) {
  const { batch, preview, verdict } = asked
  const { call } = useKiosk()
  const [page, setPage] = useState<Page>({ records: [], state: 'loading' })
  const newest = useRef(0)
  const onStale = useRef(asked.onStale)
  onStale.current = asked.onStale

  const load = useCallback(
    async (after: number, before: BatchRecord[]): Promise<void> => {
      newest.current += 1
      const own = newest.current
      setPage({ records: before, state: 'loading' })
      const answer = await call('listBatchRecords', { batch, preview, verdict, after, limit: recordsPerPage })
      if (own !== newest.current) return
      if (answer.type === 'stale') onStale.current()
      if (answer.type !== 'records') return setPage({ records: before, state: 'failed' })
      setPage({ records: [...before, ...answer.records], state: answer.isLast ? 'whole' : 'more' })
    },
    [call, batch, preview, verdict],
  )
  useEffect(() => {
    void load(-1, [])
    return () => {
      newest.current += 1
    }
  }, [load])
  return {
    page,
    more: () => {
      if (page.state === 'more') void load(page.records.at(-1)?.place ?? -1, page.records)
    },
  }
}
