import { useTranslation } from 'react-i18next'
import { mostStationName } from '../../../core/contract/text-patterns.ts'
import { Entry } from '../entry.tsx'
import { useSetup } from '../setup-context.ts'
import { idOfDraft } from '../setup-draft.ts'
import { ZonePicker } from '../zone-picker.tsx'

export function PlaceStep() {
  const { t } = useTranslation()
  const { draft, change } = useSetup()
  return (
    <>
      <Entry
        path="station.name"
        label={t('setup.place.name')}
        hint={t('setup.place.nameHint')}
        mostLetters={mostStationName}
        value={draft.name}
        onChange={(name) => change({ name })}
      />
      <Entry
        path="station.location"
        label={t('setup.place.location')}
        hint={t('setup.place.locationHint')}
        placeholder="HQ"
        mostLetters={mostStationName}
        value={draft.location}
        onChange={(location) => change({ location })}
      />
      <ZonePicker />
      <Entry
        path="station.id"
        label={t('setup.place.id')}
        hint={t('setup.place.idHint')}
        isLeftToRight
        value={draft.id ?? (draft.name.trim() === '' ? '' : idOfDraft(draft))}
        onChange={(id) => change({ id: id === '' ? null : id })}
      />
    </>
  )
}
