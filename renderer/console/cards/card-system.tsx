import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { useTranslation } from 'react-i18next'
import { latest, useCall } from '../use-call.ts'

/** Whether a new card needs its system said: the upstream `cards` wants it, and the station has none of its own. */
export function useNeedsSystem(): boolean {
  return latest(useCall('listUnknownCards', {}).asked)?.needsSystem === true
}

/** What names the system in a card check-in; nothing where none was said. */
export function systemToRequest(system: string): Record<string, string> {
  return system.trim() === '' ? {} : { NewCardCardACSystemId: system.trim() }
}

/** The id of the system that a new card belongs to. */
export function SystemField({ system, onChange }: { system: string; onChange: (system: string) => void }) {
  const { t } = useTranslation()
  return (
    <TextField className="entry" value={system} onChange={onChange} maxLength={100}>
      <Label>{t('console.cards.system')}</Label>
      <Input dir="ltr" autoComplete="off" />
    </TextField>
  )
}
