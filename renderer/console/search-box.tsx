import { Search, X } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { SearchField } from 'react-aria-components/SearchField'
import { useTranslation } from 'react-i18next'

/** The longest text that the station looks for. */
const longestQuery = 200

/** What a list is searched by as one types, with a way to empty it. */
export function SearchBox(props: { label: string; hint: string; value: string; onChange: (text: string) => void }) {
  const { label, hint, value, onChange } = props
  const { t } = useTranslation()
  return (
    <SearchField className="search" value={value} onChange={onChange} maxLength={longestQuery}>
      <Label>{label}</Label>
      <div className="search-box">
        <Search aria-hidden="true" />
        <Input autoComplete="off" placeholder={hint} />
        <Button className="search-clear" aria-label={t('console.people.clear')}>
          <X aria-hidden="true" />
        </Button>
      </div>
    </SearchField>
  )
}
