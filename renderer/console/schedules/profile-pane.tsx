import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { useTranslation } from 'react-i18next'
import { AskedAgain } from '../asked-again.tsx'
import { PaneFrame } from '../pane-frame.tsx'
import { ToldWords } from '../told-words.tsx'
import { latest, useCall } from '../use-call.ts'
import { useToldChange } from '../use-told-change.ts'
import { sayProfileFault } from './say-profile-fault.ts'
import { WeekPicture } from './week-picture.tsx'

export type ShownProfile = { linkId: string; name: string }

/** One time profile: what it allows, and whom it is about. */
export function ProfilePane({ profile, onBack }: { profile: ShownProfile; onBack: () => void }) {
  const { t } = useTranslation()
  const [atMs] = useState(() => Date.now())
  return (
    <PaneFrame title={profile.name || profile.linkId} onBack={onBack}>
      <p className="console-note">{t('console.schedules.link', { link: profile.linkId })}</p>
      <WeekPicture of={{ type: 'profile', linkId: profile.linkId }} atMs={atMs} />
      <LinkedPeople linkId={profile.linkId} />
      <DeleteProfile profile={profile} />
    </PaneFrame>
  )
}

const peoplePerPage = 100

function LinkedPeople({ linkId }: { linkId: string }) {
  const { t } = useTranslation()
  const [offset, setOffset] = useState(0)
  const { asked, again } = useCall('listProfilePeople', { linkId, offset, limit: peoplePerPage })
  const answer = latest(asked)
  return (
    <section className="pane" aria-labelledby="linked">
      <h4 id="linked">{t('console.schedules.linked')}</h4>
      {asked.type === 'failed' || answer === null ? (
        <AskedAgain asked={asked} again={again} />
      ) : answer.total === 0 ? (
        <p className="console-note">{t('console.schedules.nobodyLinked')}</p>
      ) : (
        <>
          <p className="console-count" role="status">
            {t('console.schedules.peopleOf', {
              count: answer.total,
              from: offset + 1,
              to: offset + answer.people.length,
            })}
          </p>
          <ul className="console-list">
            {answer.people.map(({ employeeNumber, displayName, isActive }) => (
              <li key={employeeNumber}>
                <strong>{displayName}</strong>
                <span>{employeeNumber}</span>
                {!isActive && <span>{t('console.schedules.inactive')}</span>}
              </li>
            ))}
          </ul>
          {answer.total > peoplePerPage && (
            <div className="deeds">
              <Button className="button" isDisabled={offset === 0} onPress={() => setOffset(offset - peoplePerPage)}>
                {t('console.schedules.before')}
              </Button>
              <Button
                className="button"
                isDisabled={offset + peoplePerPage >= answer.total}
                onPress={() => setOffset(offset + peoplePerPage)}
              >
                {t('console.schedules.after')}
              </Button>
            </div>
          )}
        </>
      )}
    </section>
  )
}

function DeleteProfile({ profile: { linkId, name } }: { profile: ShownProfile }) {
  const { t } = useTranslation()
  const [isAsking, setAsking] = useState(false)
  const { isBusy, told, change } = useToldChange()
  const remove = async (): Promise<void> => {
    await change('deleteProfiles', { linkIds: [linkId] }, (answer) => {
      if (answer.type === 'not-understood') return { type: 'refused', words: [sayProfileFault(answer, t)] }
      if (!answer.result.every(({ success }) => success)) {
        return { type: 'refused', words: [t('console.schedules.gone')] }
      }
      const freed = answer.freed ?? 0
      const words = freed > 0 ? [t('console.schedules.freed', { count: freed })] : []
      return { type: 'done', words: [t('console.schedules.deleted', { name }), ...words] }
    })
    setAsking(false)
  }
  return (
    <section className="pane">
      <div className="deeds">
        <ToggleButton className="button" isSelected={isAsking} onChange={setAsking} isDisabled={told?.type === 'done'}>
          {t('console.schedules.delete')}
        </ToggleButton>
      </div>
      {isAsking && (
        <div className="act">
          <p>{t('console.schedules.deleteMeans')}</p>
          <Button className="button is-filled" onPress={remove} isPending={isBusy}>
            {t('console.schedules.reallyDelete', { name })}
          </Button>
        </div>
      )}
      <ToldWords told={told} />
    </section>
  )
}
