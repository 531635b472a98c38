/** A page with every kind of field, and the capture of the screens on it; what it presents is kept under `presented`. */
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { DateField, DateInput, DateSegment } from 'react-aria-components/DateField'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { NumberField } from 'react-aria-components/NumberField'
import { TextField } from 'react-aria-components/TextField'
import { createRoot } from 'react-dom/client'
import { captureKeys, type Presented } from '../../../renderer/keyboard/capture-keys.ts'

const seen = { presented: [] as Presented[], presses: 0, submits: 0, keys: [] as string[] }
Object.assign(globalThis, { seen })

function Fields() {
  const [controlled, setControlled] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        seen.submits += 1
      }}
    >
      <input id="text" onKeyDown={({ key }) => seen.keys.push(key)} />
      <input id="number" type="number" step="any" />
      <textarea id="area" />
      <div id="editable" contentEditable suppressContentEditableWarning />
      <input id="controlled" value={controlled} onChange={({ target }) => setControlled(target.value)} />
      <input id="short" maxLength={3} />
      <input id="date" type="date" defaultValue="2026-03-02" />
      <select id="select" defaultValue="none">
        <option value="none">none</option>
        <option value="1">1 one</option>
        <option value="2">2 two</option>
      </select>
      <TextField>
        <Label>aria text</Label>
        <Input id="aria-text" />
      </TextField>
      <NumberField formatOptions={{ useGrouping: false, maximumFractionDigits: 0 }}>
        <Label>aria number</Label>
        <Input id="aria-number" />
      </NumberField>
      <DateField id="aria-date">
        <Label>aria date</Label>
        <DateInput>{(segment) => <DateSegment segment={segment} />}</DateInput>
      </DateField>
      <Button
        id="button"
        onPress={() => {
          seen.presses += 1
        }}
      >
        press
      </Button>
      <button
        id="plain-button"
        type="button"
        onClick={() => {
          seen.presses += 1
        }}
      >
        plain
      </button>
      <button type="submit" hidden>
        send
      </button>
    </form>
  )
}

const keys = captureKeys(window, (presented) => seen.presented.push(presented))
keys.configure([{ id: 'front', prefix: '', suffix: null, minLength: 10, maxLength: 10, charMs: 50, gapMs: 120 }])
const root = document.getElementById('root')
if (root) createRoot(root).render(<Fields />)
