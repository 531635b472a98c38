import { ChevronDown } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { ComboBox } from 'react-aria-components/ComboBox'
import { FieldError } from 'react-aria-components/FieldError'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { Text } from 'react-aria-components/Text'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../parts/format-time.ts'
import { useNow } from '../parts/use-now.ts'
import { findZone } from './find-zone.ts'
import { useSetup } from './setup-context.ts'

/** As people write a zone: `America/New York`. */
function nameZone(zone: string): string {
  return zone.replaceAll('_', ' ')
}

/**
 * Every zone that the station knows, found by any part of its name. What time it is there says whether it is the right one.
 * What is typed and means no zone goes into the draft as it is, and is a fault there.
 */
export function ZonePicker() {
  const { t, i18n } = useTranslation()
  const { view, draft, change, faultOf } = useSetup()
  const [rowSize] = useState(() =>
    Math.ceil(3.25 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)),
  )
  const fault = faultOf('station.zone')
  const nowMs = useNow()
  const items = useMemo(() => view.zones.map((zone) => ({ id: zone, name: nameZone(zone) })), [view])
  const isKnown = view.zones.includes(draft.zone)
  const name = nameZone(draft.zone)
  const [typed, setTyped] = useState(name)
  const choose = (zone: string): void => {
    change({ zone })
    setTyped(nameZone(zone))
  }
  return (
    <ComboBox
      className="field"
      defaultItems={items}
      inputValue={typed}
      onInputChange={(text) => {
        setTyped(text)
        change({ zone: findZone(text, view.zones) ?? text.trim() })
      }}
      selectedKey={isKnown && typed === name ? draft.zone : null}
      onSelectionChange={(key) => key !== null && choose(String(key))}
      // Otherwise the field goes back, without a word, to the zone that was there before.
      allowsCustomValue
      onBlur={() => isKnown && setTyped(name)}
      isInvalid={fault !== undefined}
      validationBehavior="aria"
      menuTrigger="input"
    >
      <Label>{t('setup.place.zone')}</Label>
      <div className="combo">
        <Input autoComplete="off" spellCheck="false" dir="ltr" maxLength={100} />
        <Button className="combo-button">
          <ChevronDown aria-hidden="true" />
        </Button>
      </div>
      <Text slot="description">
        {isKnown && typed !== name && <span dir="ltr">{name}</span>}
        {isKnown && typed !== name && ' · '}
        {isKnown && t('setup.place.zoneNow', { time: formatTime(nowMs, draft.zone, i18n.language) })}
        {draft.zone === view.zone && ` ${t('setup.place.zoneHere')}`}
      </Text>
      <FieldError className="setup-fault">{fault}</FieldError>
      <Popover className="combo-list setup-zones">
        <Virtualizer layout={ListLayout} layoutOptions={{ rowSize }}>
          <ListBox>
            {(zone: (typeof items)[number]) => (
              <ListBoxItem className="combo-item" textValue={zone.name}>
                <span dir="ltr">{zone.name}</span>
              </ListBoxItem>
            )}
          </ListBox>
        </Virtualizer>
      </Popover>
    </ComboBox>
  )
}
