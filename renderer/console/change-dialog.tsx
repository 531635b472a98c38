import '../styles/console-parts.css'
import { Check, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Dialog } from 'react-aria-components/Dialog'
import { Form } from 'react-aria-components/Form'
import { Heading } from 'react-aria-components/Heading'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { TextField } from 'react-aria-components/TextField'
import { useTranslation } from 'react-i18next'
import type { Refusal } from './refusal.ts'
import { TickBox } from './tick-box.tsx'
import { type AskChange, useChange } from './use-change.ts'

/** Of the contract's reasons. */
const longestReason = 500

export type Reasoned = { reason: string; isLong?: true }

/**
 * Something that is changed for a reason: what, in the fields given as children, why, and what the station says to it. It
 * closes when it is done, or when nobody wants it any more.
 */
export function ChangeDialog(props: {
  title: string
  action: string
  children?: ReactNode
  isReady?: boolean
  /** A PIN or a role needs no reason. */
  isReasoned?: boolean
  onClose: (isDone: boolean) => void
  change: (ask: AskChange, words: Reasoned) => Promise<Refusal | null>
}) {
  const { title, action, children, isReady = true, isReasoned = true, onClose, change } = props
  const { t } = useTranslation()
  const { ask, isBusy } = useChange()
  const [reason, setReason] = useState('')
  const [isLong, setLong] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const canAsk = isReady && (!isReasoned || reason.trim() !== '')
  const submit = async () => {
    if (!canAsk || isBusy) return
    const answer = await change(ask, { reason: reason.trim(), ...(isLong && { isLong }) })
    if (answer === null) onClose(true)
    else setRefusal(answer)
  }
  return (
    <ModalOverlay className="dialog-ground" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose(false)}>
      <Modal className="dialog-frame">
        <Dialog className="dialog">
          <Heading slot="title">{title}</Heading>
          <Form
            onSubmit={(event) => {
              event.preventDefault()
              void submit()
            }}
          >
            {children}
            {isReasoned && (
              <TextField className="field" value={reason} onChange={setReason} maxLength={longestReason} isRequired>
                <Label>{t('console.change.reason')}</Label>
                <Input autoComplete="off" />
              </TextField>
            )}
            {(refusal?.code === 'too-long' || isLong) && (
              <TickBox isSelected={isLong} onChange={setLong}>
                {t('console.change.isLong')}
              </TickBox>
            )}
            <p className="dialog-refusal" role="alert">
              {refusal?.words}
            </p>
            <div className="dialog-actions">
              <Button className="button" onPress={() => onClose(false)}>
                <X aria-hidden="true" />
                {t('console.change.cancel')}
              </Button>
              <Button className="button is-filled" type="submit" isDisabled={!canAsk} isPending={isBusy}>
                <Check aria-hidden="true" />
                {action}
              </Button>
            </div>
          </Form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
