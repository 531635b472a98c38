import type { i18n as I18n } from 'i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { sayField } from '../sync/say-field.ts'

export type AuditEntry = Answer<'listAudit'>['entries'][number]

/** What was done, about whom, in one sentence; of an act that this version has no words for, its own name. */
export function sayEntry({ action, subject, subjectName, content }: AuditEntry, { t, exists }: I18n): string {
  const key = `console.activity.actions.${action}`
  const about = subjectName ?? subject ?? ''
  const count = typeof content.count === 'number' ? content.count : 1
  return exists(key) || exists(`${key}_other`) ? t(key, { about, count }) : t('console.activity.act', { action, about })
}

/** In whose name, in words. */
export function sayBy({ by, byName }: AuditEntry, { t }: I18n): string {
  return by === null ? t('console.activity.owner') : (byName ?? by)
}

/** What was changed, by its field; a field below another by both their names, an instant in the station's zone. */
export function listContent(
  content: AuditEntry['content'],
  zone: string,
  language: string,
  path = '',
): { name: string; value: string }[] {
  return Object.entries(content).flatMap(([key, value]) => {
    const name = path === '' ? key : `${path}.${key}`
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return listContent(value, zone, language, name)
    }
    if (value === null || value === '') return []
    return [{ name, value: sayField(key, value, zone, language) }]
  })
}
