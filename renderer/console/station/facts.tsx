/** Terms and what they come to, a line each. */
export function Facts({ facts }: { facts: readonly (readonly string[])[] }) {
  return (
    <dl className="facts">
      {facts.map(([term, value]) => (
        <div key={term} className="fact">
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
