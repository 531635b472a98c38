import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { printJsonList } from '../../core/cli/print-json-list.ts'

function collect() {
  const pieces: string[] = []
  return { pieces, isRead: () => true, write: async (text: string) => void pieces.push(text) }
}

test('a list that is printed bit by bit is the text that it would be in one piece', async () => {
  const printed = fc.asyncProperty(
    fc.dictionary(
      fc.string().filter((name) => name !== 'people'),
      fc.jsonValue(),
    ),
    fc.array(fc.jsonValue()),
    async (head, people) => {
      const terminal = collect()
      await printJsonList(terminal, head, 'people', people)
      assert.equal(terminal.pieces.join(''), `${JSON.stringify({ ...head, people })}\n`)
    },
  )
  await fc.assert(printed)
})

test('a long list is printed while it is still being read, and waits for room', async () => {
  const terminal = collect()
  let mostAhead = 0
  let given = 0
  let written = 0
  function* compose() {
    for (; given < 20_000; given += 1) {
      mostAhead = Math.max(mostAhead, given - written)
      yield { name: `Person ${given}` }
    }
  }
  await printJsonList(
    {
      isRead: () => true,
      write: async (text) => {
        await new Promise((resolve) => setImmediate(resolve))
        await terminal.write(text)
        written = given
      },
    },
    { id: 'b' },
    'people',
    compose(),
  )
  assert.equal(JSON.parse(terminal.pieces.join('')).people.length, 20_000)
  assert.ok(mostAhead < 5_000, `${mostAhead} were held at once`)
})
