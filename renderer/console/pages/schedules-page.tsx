import '../../styles/console-desk.css'
import { ChevronRight, FileUp } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import { useTranslation } from 'react-i18next'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDayTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { sayRefused } from '../refusal.ts'
import { BadgeTimeCheck } from '../schedules/badge-time-check.tsx'
import { ProfilePane, type ShownProfile } from '../schedules/profile-pane.tsx'
import { sayProfileFault } from '../schedules/say-profile-fault.ts'
import { sendFile } from '../send-file.ts'
import { ToldWords } from '../told-words.tsx'
import { latest, useCall } from '../use-call.ts'
import { type Told, useToldChange } from '../use-told-change.ts'

/** Who may badge when: the time profiles, what each allows in a week, and “allowed now?” of anybody. */
export default function SchedulesPage() {
  const [profile, setProfile] = useState<ShownProfile | null>(null)
  if (profile !== null) {
    return <ProfilePane key={profile.linkId} profile={profile} onBack={() => setProfile(null)} />
  }
  return (
    <div className="desk">
      <Profiles onOpen={setProfile} />
      <BadgeTimeCheck />
    </div>
  )
}

function Profiles({ onOpen }: { onOpen: (profile: ShownProfile) => void }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const { asked, again } = useCall('listProfiles', {})
  const answer = latest(asked)
  return (
    <section className="pane" aria-labelledby="profiles">
      <h3 id="profiles">{t('console.schedules.profiles')}</h3>
      {asked.type === 'failed' || answer === null ? (
        <AskedAgain asked={asked} again={again} />
      ) : answer.profiles.length === 0 ? (
        <p className="console-note">{t('console.schedules.noProfiles')}</p>
      ) : (
        <ul className="lines">
          {answer.profiles.map(({ linkId, name, people, changedAtMs }) => (
            <li key={linkId}>
              <Button className="line-button" onPress={() => onOpen({ linkId, name })}>
                <strong>{name || linkId}</strong>
                <span>{t('console.schedules.people', { count: people })}</span>
                <span>{t('console.schedules.changed', { time: formatDayTime(changedAtMs, zone, i18n.language) })}</span>
                <ChevronRight aria-hidden="true" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <PutProfiles onDone={again} />
    </section>
  )
}

/** The same file that the command line takes. */
function PutProfiles({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const { isBusy, told, setTold, change } = useToldChange()
  const [isSending, setSending] = useState(false)
  const put = async (file: File): Promise<void> => {
    setSending(true)
    const sent = await sendFile(
      call,
      file,
      () => {},
      () => false,
    )
    setSending(false)
    if (sent.type !== 'sent') {
      setTold({ type: 'refused', words: [sent.type === 'refused' ? sayRefused(sent, t) : t('console.failed')] })
      return
    }
    await change('putUploadedProfiles', { upload: sent.upload }, (answer): Told => {
      switch (answer.type) {
        case 'not-understood':
          return {
            type: 'refused',
            words: [sayProfileFault(answer, t), t('console.schedules.nothingPut')],
          }
        case 'changed': {
          const created = answer.result.filter(({ extended_info: info }) => info === 'created').length
          const counts = { created, updated: answer.result.length - created }
          return { type: 'done', words: [t('console.schedules.put', counts)] }
        }
        default:
          return answer satisfies never
      }
    })
    onDone()
  }
  return (
    <div className="act">
      <p>{t('console.schedules.aboutPut')}</p>
      <FileTrigger
        acceptedFileTypes={['.json']}
        onSelect={(files) => {
          const file = files?.[0]
          if (file) void put(file)
        }}
      >
        <Button className="button is-filled" isPending={isBusy || isSending}>
          <FileUp aria-hidden="true" />
          {t('console.schedules.choose')}
        </Button>
      </FileTrigger>
      <ToldWords told={told} />
    </div>
  )
}
