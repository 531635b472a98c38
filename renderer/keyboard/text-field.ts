/** What of a page takes text, and how a key that was held back gets into it as if it had just been pressed. */
import type { HeldKey } from './key-reader.ts'

export type Field = HTMLElement

const textTypes = new Set(['text', 'search', 'url', 'tel', 'email', 'password', 'number'])
/** They read keys by a way of their own, which nothing can imitate: they are put back instead. */
const pickerTypes = new Set(['date', 'time', 'datetime-local', 'month', 'week'])

const remembered = new WeakMap<Field, string>()

/** The field that a key event goes to; null: something that takes no text, such as a button or the page. */
export function findField(event: Event): { element: Field; canHold: boolean } | null {
  const target = event.composedPath()[0]
  if (!(target instanceof HTMLElement)) return null
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return { element: target, canHold: true }
  if (target instanceof HTMLSelectElement) return { element: target, canHold: false }
  if (!(target instanceof HTMLInputElement)) return null
  if (textTypes.has(target.type)) return { element: target, canHold: true }
  return pickerTypes.has(target.type) ? { element: target, canHold: false } : null
}

/**
 * Types a key as the browser would: the key's own event for whoever listens to it, then the text through the editor, so that
 * filters, length limits, the selection and undo do as they always do. The page can refuse it, as with a pressed key.
 */
export function typeInto(field: Field, { code, key, shift, isUp }: HeldKey): void {
  const init = { code, key, shiftKey: shift, bubbles: true, cancelable: true, composed: true }
  const isWanted =
    field.dispatchEvent(new KeyboardEvent('keydown', init)) &&
    field.dispatchEvent(new KeyboardEvent('keypress', { ...init, charCode: key.charCodeAt(0) })) &&
    // Chromium sends none for a command, and fields that are made of scripts live on it.
    field.dispatchEvent(
      new InputEvent('beforeinput', {
        inputType: 'insertText',
        data: key,
        bubbles: true,
        cancelable: true,
        composed: true,
      }),
    )
  if (isWanted && field.isConnected) {
    const active = deepActiveElement(field.ownerDocument)
    const hasMoved = active !== field && !(field.isContentEditable && field.contains(active))
    if (hasMoved) field.focus({ preventScroll: true })
    field.ownerDocument.execCommand('insertText', false, key)
    if (hasMoved && active instanceof HTMLElement) active.focus({ preventScroll: true })
  }
  if (isUp) field.dispatchEvent(new KeyboardEvent('keyup', init))
}

export function rememberField(field: Field): void {
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) remembered.set(field, field.value)
}

/** Takes out again what a reader's keys did to a field since it was remembered, and says so to the page. */
export function restoreField(field: Field): void {
  const value = remembered.get(field)
  remembered.delete(field)
  if (value === undefined || !(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return
  if (field.value === value) return
  // The setter of the prototype: React puts one of its own onto the element, and would not notice the change.
  const prototype = field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLSelectElement.prototype
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.dispatchEvent(new Event('change', { bubbles: true }))
}

function deepActiveElement(page: Document): Element | null {
  let active = page.activeElement
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
  return active
}
