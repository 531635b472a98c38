import '../../styles/console-parts.css'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure'
import { Heading } from 'react-aria-components/Heading'
import { useTranslation } from 'react-i18next'

export const tooltipStyle = { background: 'var(--ground-high)', borderColor: 'var(--line)', borderRadius: '0.6rem' }
export const axisWords = { fill: 'var(--ink-soft)', fontSize: '0.9rem' }
export const tooltipWords = { color: 'var(--ink)' }

/**
 * A picture with its title, one sentence that says what it shows, a legend in words and signs, and the same as a table for
 * whoever cannot see it.
 */
export function ChartFrame(props: {
  title: string
  words: string
  series: readonly { id: string; name: string }[]
  picture: ReactNode
  heads: readonly string[]
  rows: readonly { id: number; cells: readonly (string | number)[] }[]
}) {
  const { title, words, series, picture, heads, rows } = props
  const { t } = useTranslation()
  return (
    <figure className="chart">
      <figcaption>
        <h3>{title}</h3>
        <p className="console-note">{words}</p>
        {series.length > 1 && (
          <ul className="chart-legend" aria-hidden="true">
            {series.map(({ id, name }) => (
              <li key={id} className={`chart-sign chart-${id}`}>
                {name}
              </li>
            ))}
          </ul>
        )}
      </figcaption>
      <div className="chart-picture" aria-hidden="true" dir="ltr">
        {picture}
      </div>
      <Disclosure>
        <Heading>
          <Button slot="trigger" className="button">
            {t('console.chart.asTable')}
          </Button>
        </Heading>
        <DisclosurePanel>
          <table className="plain-table is-tall">
            <caption className="for-ears">{title}</caption>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ id, cells: [first, ...rest] }) => (
                <tr key={id}>
                  <th scope="row">{first}</th>
                  {rest.map((cell, index) => (
                    <td key={heads[index + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </DisclosurePanel>
      </Disclosure>
    </figure>
  )
}
