import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { languageName } from '../../language.ts'
import { saySentence } from '../refusal.ts'

type BatchRecord = Extract<Answer<'listBatchRecords'>, { type: 'records' }>['records'][number]
type Change = BatchRecord['differences'][number]

/** By what a row is found and named: its line, the number, and the person's name. */
export function nameOfRow({ line, employeeId, displayName }: BatchRecord): string {
  return [line, employeeId, displayName].filter((part) => part !== null).join(' ')
}

/** One record: whom it is about, what it comes to, and what changes or is brought. */
export function RecordWords({ record }: { record: BatchRecord }) {
  const { t } = useTranslation()
  const { line, employeeId, displayName, verdict, errors, differences } = record
  const number = employeeId ?? t('console.enrolment.noNumber')
  return (
    <>
      <span className="record-line">{t('console.enrolment.line', { line })}</span>
      <span className="record-person">
        <strong>
          <bdi>{displayName ?? number}</bdi>
        </strong>
        {displayName !== null && <bdi>{number}</bdi>}
      </span>
      <span className="record-verdict" data-verdict={verdict}>
        {t(`console.enrolment.verdict.${verdict}`)}
      </span>
      <div className="record-changes">
        {errors.map(({ line: at, reason }) => (
          <p key={`${at} ${reason}`} className="is-warning">
            {t('console.enrolment.error', { line: at, reason: saySentence(reason, t) })}
          </p>
        ))}
        {differences.map((change) => (
          <ChangeWords key={`${change.field} ${change.card}`} change={change} isNew={verdict === 'new'} />
        ))}
      </div>
    </>
  )
}

function ChangeWords({ change, isNew }: { change: Change; isNew: boolean }) {
  const { t } = useTranslation()
  const { before, after } = change
  const name = nameField(change, t)
  // A card that is nobody's yet: its number says all.
  if (before === null && after === null) return <p>{name}</p>
  const words = after === null ? t('console.enrolment.nothing') : sayValue(change, after, t)
  if (isNew && before === null) {
    return (
      <p>
        {name}:{' '}
        <ins>
          <bdi>{words}</bdi>
        </ins>
      </p>
    )
  }
  return (
    <p>
      {name}:{' '}
      {before !== null && (
        <del>
          <bdi>{sayValue(change, before, t)}</bdi>
        </del>
      )}{' '}
      <span className="record-arrow" aria-hidden="true">
        →
      </span>{' '}
      <ins>
        <bdi>{words}</bdi>
      </ins>
    </p>
  )
}

function nameField({ field, card }: Change, t: TFunction): string {
  switch (field) {
    case 'unknown':
      return card ?? ''
    case 'email':
    case 'userId':
    case 'apiId':
    case 'username':
    case 'accId':
    case 'discord':
    case 'uniqueId':
    case 'occupancySystemId':
      return t(`console.people.identifiers.${field}`)
    case 'employeeId':
      return t('console.people.number')
    case 'status':
      return t('console.people.status')
    case 'language':
      return t('console.people.language')
    case 'timeProfiles':
      return t('console.people.profiles')
    default:
      return t(`console.enrolment.fields.${field}`, { card })
  }
}

function sayValue({ field }: Change, value: string, t: TFunction): string {
  if (field === 'status') return t(value === 'Active' ? 'console.people.active' : 'console.people.inactive')
  if (field === 'language') return languageName(value)
  if (field === 'cardState') return t(`console.people.cardStates.${value === 'active' ? 'active' : 'revoked'}`)
  if (value === '(set)') return t('console.enrolment.valueSet')
  if (value === '(changed)') return t('console.enrolment.valueChanged')
  return value
}
