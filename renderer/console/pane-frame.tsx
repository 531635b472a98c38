import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'

/** One thing in place of the list: its name gets the focus, so that it is said, and one press leads back. */
export function PaneFrame(props: { title: string; onBack: () => void; children: ReactNode }) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="desk">
      <div className="pane-head">
        <Button className="button" onPress={props.onBack}>
          <ChevronLeft aria-hidden="true" className="turns" />
          {t('console.back')}
        </Button>
        <h3 ref={heading} tabIndex={-1}>
          {props.title}
        </h3>
      </div>
      {props.children}
    </div>
  )
}
