import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { Checkbox } from 'react-aria-components/Checkbox'

/** Something that is so or not, with its words beside it. */
export function TickBox(props: { isSelected: boolean; onChange: (isSelected: boolean) => void; children: ReactNode }) {
  return (
    <Checkbox className="tick" isSelected={props.isSelected} onChange={props.onChange}>
      <span className="tick-box" aria-hidden="true">
        <Check />
      </span>
      {props.children}
    </Checkbox>
  )
}
