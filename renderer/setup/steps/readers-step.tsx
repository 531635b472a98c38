import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { Checkbox } from 'react-aria-components/Checkbox'
import { Label } from 'react-aria-components/Label'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useTranslation } from 'react-i18next'
import { readerUses } from '../../../core/contract/reader-uses.ts'
import type { SetupDevice } from '../../../core/contract/setup-calls.ts'
import { mostStationName } from '../../../core/contract/text-patterns.ts'
import { Entry, FaultNote } from '../entry.tsx'
import { draftReader, matchReaders } from '../match-readers.ts'
import { useSetup } from '../setup-context.ts'
import { type DraftReader, windowReader } from '../setup-draft.ts'
import { TriedCard } from '../tried-card.tsx'

export function ReadersStep() {
  const { t } = useTranslation()
  const { draft, plugged } = useSetup()
  const devices = plugged?.devices ?? []
  // One that was chosen and pulled out again stays in the list: it may come back.
  const matched = matchReaders(draft.readers, devices)
  const gone = draft.readers.filter(({ id, device }) => device && !matched.has(id))
  const readerOf = (device: SetupDevice): DraftReader =>
    draft.readers.find(({ id }) => matched.get(id) === device) ?? draftReader(device, draft.readers)
  return (
    <>
      <p>{t('setup.readers.text')}</p>
      <TriedCard />
      <FaultNote path="readers" />
      <ul className="setup-readers">
        <ReaderItem reader={windowReader} title={t('setup.readers.window')} note={t('setup.readers.windowHint')} />
        {devices.map((device) => (
          <ReaderItem
            key={`${device.reader.id} ${device.port}`}
            reader={readerOf(device)}
            title={device.name || t('setup.readers.nameless')}
            note={<DeviceNote device={device} readerId={readerOf(device).id} />}
          />
        ))}
        {gone.map((reader) => (
          <ReaderItem
            key={reader.id}
            reader={reader}
            title={reader.name || reader.id}
            note={t('setup.readers.states.absent')}
          />
        ))}
      </ul>
      <p role="status" className="console-note">
        {plugged === null && t('setup.readers.looking')}
        {plugged !== null && devices.length === 0 && !plugged.fault && t('setup.readers.none')}
        {plugged?.fault && `${t('setup.readers.notListed')} ${plugged.fault}`}
      </p>
    </>
  )
}

/** In the words of `foyer readers`: which device it is, where it is plugged in, and what its reports are taken for. */
function DeviceNote({ device, readerId }: { device: SetupDevice; readerId: string }) {
  const { t } = useTranslation()
  const { plugged } = useSetup()
  const { vendorId, productId, port, serialNumber, kind, access } = device
  const state = plugged?.readers.find(({ id }) => id === readerId)
  return (
    <>
      <span dir="ltr">
        {vendorId}:{productId}
      </span>
      {port && ` · ${t('setup.readers.port', { port })}`}
      {serialNumber && ` · ${t('setup.readers.serial', { serial: serialNumber })}`}
      {` · ${t(`setup.readers.kinds.${kind}`, { defaultValue: kind })}`}
      {access === 'no' && <span className="setup-fault"> {t('setup.readers.states.no-permission')}</span>}
      {state && access !== 'no' && <span> · {t(`setup.readers.states.${state.state}`)}</span>}
      {state?.why && <span className="setup-fault"> {state.why}</span>}
    </>
  )
}

function ReaderItem({ reader, title, note }: { reader: DraftReader; title: string; note: ReactNode }) {
  const { t } = useTranslation()
  const { draft, change } = useSetup()
  const index = draft.readers.findIndex(({ id }) => id === reader.id)
  const used = draft.readers[index]
  const put = (part: Partial<DraftReader>): void =>
    change({ readers: draft.readers.map((each) => (each.id === reader.id ? { ...each, ...part } : each)) })
  return (
    <li className="setup-reader">
      <Checkbox
        className="tick"
        isSelected={used !== undefined}
        onChange={(isUsed) =>
          change({ readers: isUsed ? [...draft.readers, reader] : draft.readers.filter(({ id }) => id !== reader.id) })
        }
      >
        <span className="tick-box" aria-hidden="true">
          <Check />
        </span>
        <strong>{title}</strong>
      </Checkbox>
      <p className="setup-reader-note">{note}</p>
      {used && (
        <div className="setup-reader-parts">
          <Entry
            path={`readers[${index}].name`}
            label={t('setup.readers.name')}
            mostLetters={mostStationName}
            value={used.name}
            onChange={(name) => put({ name })}
          />
          <RadioGroup
            className="setup-uses"
            value={used.use}
            onChange={(value) => put({ use: readerUses.find((each) => each === value) ?? 'toggle' })}
          >
            <Label>{t('setup.readers.use')}</Label>
            {readerUses.map((use) => (
              <Radio key={use} className="choice" value={use}>
                <span className="choice-dot" aria-hidden="true" />
                {t(`setup.readers.uses.${use}`)}
              </Radio>
            ))}
          </RadioGroup>
        </div>
      )}
    </li>
  )
}
