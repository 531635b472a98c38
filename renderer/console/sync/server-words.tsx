/** What a server said, in whatever script it said it: the direction of the page does not take its words apart. */
export function ServerWords({ words }: { words: string }) {
  return (
    <q className="server-words">
      <bdi>{words}</bdi>
    </q>
  )
}
