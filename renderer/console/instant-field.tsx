import '../styles/console-parts.css'
import { type DateValue, fromAbsolute } from '@internationalized/date'
import { useState } from 'react'
import { DateField, DateInput, DateSegment } from 'react-aria-components/DateField'
import { FieldError } from 'react-aria-components/FieldError'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { Label } from 'react-aria-components/Label'
import { useTranslation } from 'react-i18next'
import { readTypedInstant } from './read-typed-instant.ts'

/**
 * A date and a time at the station. The zone stands beside it, because in the night of the year when clocks go back an hour
 * comes twice; whoever steps through it by arrow key meets both.
 *
 * @param props `fault`: what is wrong with it, in words; null or absent: nothing.
 */
export function InstantField(props: {
  label: string
  valueMs: number
  zone: string
  fault?: string | null
  onChange: (ms: number) => void
}) {
  const { label, valueMs, zone, fault = null, onChange } = props
  const { i18n } = useTranslation()
  // While a year is typed the field shows its digits, though what they mean is another year.
  const [typing, setTyping] = useState<{ shown: DateValue; meantMs: number } | null>(null)
  const isTyping = typing !== null && typing.meantMs === valueMs
  return (
    <I18nProvider locale={i18n.language === 'en' ? 'en-GB' : i18n.language}>
      <DateField
        className="field"
        value={isTyping ? typing.shown : fromAbsolute(valueMs, zone)}
        onChange={(value) => {
          if (!value) return
          const meantMs = readTypedInstant(value, zone)
          setTyping({ shown: value, meantMs })
          onChange(meantMs)
        }}
        onBlur={() => setTyping(null)}
        granularity="minute"
        hourCycle={24}
        shouldForceLeadingZeros
        isInvalid={fault !== null}
        validationBehavior="aria"
      >
        <Label>{label}</Label>
        <DateInput className="date-input">
          {(segment) => <DateSegment className="date-segment" segment={segment} />}
        </DateInput>
        <FieldError className="dialog-refusal">{fault}</FieldError>
      </DateField>
    </I18nProvider>
  )
}
