/** Says each result aloud through a screen reader. The region is always there: one that appears with its text is not read. */
export function Announcer({ spoken }: { spoken: { key: number; text: string; language: string } | null }) {
  return (
    <div className="for-ears" role="alert" aria-live="assertive" aria-atomic="true">
      {spoken && (
        <p key={spoken.key} lang={spoken.language} dir="auto">
          {spoken.text}
        </p>
      )}
    </div>
  )
}
