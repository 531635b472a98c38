/** Readers and a person at one computer, in a real browser: fields hold what the person typed, and the station gets the badges. */
import assert from 'node:assert/strict'
import { createRandom } from '../ordeal/random.ts'
import { makeScene, readerMakes, typeBadge } from '../renderer/key-streams.ts'
import { type BrowserKey, type FieldsPage, openFields } from './fields-page.ts'
import { browserTest } from './kiosk-page.ts'

const usual = readerMakes.find(({ name }) => name === 'usual') ?? assert.fail()

/** A badge as a reader types it, with the names that a browser gives to its keys. */
function badgeKeys(text: string, make: Partial<typeof usual> = {}, startMs = 0): BrowserKey[] {
  const { keys } = typeBadge(createRandom(1, text), { ...usual, ...make }, text, startMs)
  return keys.map(({ character, ...each }) => ({ ...each, key: character || each.code.replace('Numpad', '') }))
}

function strokes(codes: readonly (readonly [code: string, key: string])[], everyMs = 150, startMs = 0): BrowserKey[] {
  return codes
    .flatMap(([code, key], index) => [
      { type: 'down' as const, code, key, atMs: startMs + index * everyMs },
      { type: 'up' as const, code, key, atMs: startMs + index * everyMs + 80 },
    ])
    .toSorted((a, b) => a.atMs - b.atMs)
}

const letters = (text: string) => [...text].map((letter) => [`Key${letter.toUpperCase()}`, letter] as const)

async function runScene(fields: FieldsPage, id: string, isPersonTypingDigits = false): Promise<string> {
  const { page, type, takeBadges } = fields
  const scene = makeScene(createRandom(3, id), {
    makes: readerMakes,
    badges: 5,
    pauseMs: [60, 600],
    isPersonTyping: true,
    isPersonTypingDigits,
  })
  await page.locator(`#${id}`).focus()
  await type(scene.events)
  assert.deepEqual(
    await takeBadges(),
    scene.badges.map(({ text }) => text),
    id,
  )
  assert.equal(await fields.count('submits'), 0)
  assert.equal(await fields.count('presses'), 0)
  return scene.typed
}

for (const id of ['text', 'area', 'controlled', 'aria-text']) {
  browserTest(`#${id} holds what a person types while badges are read, and no key of theirs`, async () => {
    const fields = await openFields()
    const typed = await runScene(fields, id)
    assert.equal(await fields.page.locator(`#${id}`).inputValue(), typed)
  })
}

browserTest('an editable part of the page holds what a person types while badges are read', async () => {
  const fields = await openFields()
  const typed = await runScene(fields, 'editable')
  const said = (await fields.page.locator('#editable').textContent()) ?? ''
  assert.equal(said.replaceAll('\u00a0', ' '), typed)
})

for (const id of ['number', 'aria-number']) {
  browserTest(`#${id} holds the digits of a person, and none of a badge`, async () => {
    const fields = await openFields()
    const typed = await runScene(fields, id, true)
    assert.equal(await fields.page.locator(`#${id}`).inputValue(), typed)
  })
}

browserTest('a reader presses no button, sends no form and moves no focus; a person does', async () => {
  const { page, type, takeBadges, count } = await openFields()
  for (const terminator of ['Enter', 'NumpadEnter', 'Tab', 'Enter Enter'] as const) {
    for (const id of ['text', 'button', 'plain-button']) {
      await page.locator(`#${id}`).focus()
      await type(badgeKeys('0012345678', { terminator }))
      assert.deepEqual(await takeBadges(), ['0012345678'], `${terminator} on #${id}`)
      assert.equal(await page.evaluate('document.activeElement.id'), id, terminator)
    }
  }
  assert.deepEqual([await count('submits'), await count('presses')], [0, 0])

  await page.locator('#button').focus()
  await type(strokes([['Enter', 'Enter']]))
  await type(strokes([['Space', ' ']]))
  assert.equal(await count('presses'), 2)
  await page.locator('#text').focus()
  await type(strokes([...letters('ab'), ['Enter', 'Enter']], 60))
  assert.equal(await count('submits'), 1)
  assert.equal(await page.locator('#text').inputValue(), 'ab')
  await type(strokes([...letters('c'), ['Tab', 'Tab']], 40))
  assert.equal(await page.locator('#text').inputValue(), 'abc')
  assert.equal(await page.evaluate('document.activeElement.id'), 'number')
})

browserTest(
  'what a person does between keys happens in its order: caret, deletion, selection, undo, repeats',
  async () => {
    const { page, type } = await openFields()
    const field = page.locator('#text')
    await field.focus()
    await type(strokes([...letters('abd'), ['ArrowLeft', 'ArrowLeft'], ...letters('c')], 45))
    assert.equal(await field.inputValue(), 'abcd')
    await type(strokes([...letters('x'), ['Backspace', 'Backspace']], 45))
    assert.equal(await field.inputValue(), 'abcd')
    await field.selectText()
    await type(strokes(letters('z')))
    assert.equal(await field.inputValue(), 'z')
    await page.keyboard.press('Control+z')
    assert.equal(await field.inputValue(), 'abcd')
    await field.fill('')
    const down = { type: 'down', code: 'KeyQ', key: 'q' } as const
    const repeats = [300, 330, 360].map((atMs) => ({ ...down, atMs, isRepeat: true }))
    await type([{ ...down, atMs: 0 }, ...repeats, { ...down, type: 'up', atMs: 380 }])
    assert.equal(await field.inputValue(), 'qqqq')
    // A click somewhere else comes after the key that was pressed before.
    await page.keyboard.down('w')
    await page.locator('#area').click()
    await page.keyboard.up('w')
    assert.equal(await field.inputValue(), 'qqqqw')
    assert.equal(await page.locator('#area').inputValue(), '')
  },
)

browserTest('a key that was held back reaches who listens to keys, and the limits of its field hold', async () => {
  const { page, type } = await openFields()
  await page.locator('#text').focus()
  await type(strokes(letters('ok')))
  assert.deepEqual(await page.evaluate('seen.keys'), ['o', 'k'])
  await page.locator('#short').focus()
  await type(strokes(letters('abcde')))
  assert.equal(await page.locator('#short').inputValue(), 'abc')
  await page.locator('#number').focus()
  await type(strokes([...letters('x'), ['Digit1', '1'], ['Period', '.'], ['Digit5', '5']]))
  assert.equal(await page.locator('#number').inputValue(), '1.5')
})

browserTest('a field with keys of its own is as it was after a badge, and a person can still use it', async () => {
  const { page, type, takeBadges } = await openFields()
  for (const [id, value] of [
    ['date', '2026-03-02'],
    ['select', 'none'],
  ] as const) {
    await page.locator(`#${id}`).focus()
    await type(badgeKeys('1234567890'))
    assert.deepEqual(await takeBadges(), ['1234567890'], id)
    assert.equal(await page.locator(`#${id}`).inputValue(), value)
  }
  await page.locator('#select').focus()
  // The browser puts keys together that come within a second.
  await type([
    { type: 'down', code: 'ShiftLeft', key: 'Shift', atMs: -1500 },
    { type: 'up', code: 'ShiftLeft', key: 'Shift', atMs: -1480 },
    ...strokes([['Digit2', '2']]),
  ])
  assert.equal(await page.locator('#select').inputValue(), '2')

  const year = page.locator('#aria-date [data-type="year"]')
  await year.focus()
  await type(badgeKeys('1234567890'))
  assert.deepEqual(await takeBadges(), ['1234567890'])
  assert.equal(await year.textContent(), 'yyyy')
  await type(strokes([...'2031'].map((digit) => [`Digit${digit}`, digit] as const)))
  assert.equal(await year.textContent(), '2031')
})

browserTest("the computer's layout changes a person's letters, and no badge", async () => {
  const { page, type, takeBadges } = await openFields()
  await page.locator('#text').focus()
  const french = ['à', '&', 'é', '"', "'", '(', '-', 'è', '_', 'ç']
  const badge = badgeKeys('0012345678').map((each) => ({ ...each, key: french[Number(each.key)] ?? each.key }))
  await type(badge)
  assert.deepEqual(await takeBadges(), ['0012345678'])
  await type(
    strokes([
      ['KeyQ', 'a'],
      ['Digit2', 'é'],
      ['KeyZ', 'w'],
    ]),
  )
  assert.equal(await page.locator('#text').inputValue(), 'aéw')
})

browserTest('an input method composes undisturbed', async () => {
  const { page, type, cdp, takeBadges } = await openFields()
  const field = page.locator('#text')
  await field.focus()
  await type(strokes(letters('a')))
  const process = (code: string, atMs: number) => ({ type: 'down' as const, code, key: 'Process', atMs })
  await type([process('KeyN', 0)])
  await cdp.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
  await type([process('KeyH', 0)])
  await cdp.send('Input.imeSetComposition', { text: '日本', selectionStart: 2, selectionEnd: 2 })
  await cdp.send('Input.insertText', { text: '日本' })
  await type(strokes(letters('b')))
  assert.equal(await field.inputValue(), 'a日本b')
  assert.deepEqual(await takeBadges(), [])
})
