import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { Told } from './use-told-change.ts'

/** What came of a change; said aloud too. The place is there before anything is in it, so that it is heard. */
export function ToldWords({ told }: { told: Told }) {
  return (
    <div className="told" data-type={told?.type} role={told?.type === 'refused' ? 'alert' : 'status'}>
      {told && (
        <>
          {told.type === 'done' ? <CircleCheck aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
          <div>
            {told.words.map((words) => (
              <p key={words}>{words}</p>
            ))}
          </div>
        </>
      )}
    </div>
  )
}
