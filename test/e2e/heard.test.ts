/**
 * The kiosk as somebody has it who sees nothing: what the browser's own accessibility tree holds, in its order, and what its
 * live regions say of an outcome. By keyboard alone, and with a badge.
 */
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest, openKiosk } from './kiosk-page.ts'
import { type RunningStation, runStation } from './run-station.ts'

let station: RunningStation

before(async () => {
  station = await runStation({ station: { id: 'heard', name: 'Front door', location: 'HQ', zone: 'Europe/Berlin' } })
})
after(() => station.close())

const amara = '0012345678'
const jonas = '0002453340'

type Node = {
  nodeId: string
  ignored: boolean
  role?: { value: string }
  name?: { value: string }
  childIds?: string[]
  properties?: { name: string; value: { value: unknown } }[]
}

/** Roles that a reader stops at; what is between them is read as part of them. */
const told = [
  'main',
  'region',
  'heading',
  'button',
  'radiogroup',
  'radio',
  'textbox',
  'status',
  'alert',
  'time',
  'term',
  'definition',
]

/** `role “name”` of everything that is there, in the order of reading. */
async function readTree(page: Page): Promise<string[]> {
  const cdp = await page.context().newCDPSession(page)
  const { nodes } = (await cdp.send('Accessibility.getFullAXTree')) as unknown as { nodes: Node[] }
  await cdp.detach()
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const read = (id: string): string[] => {
    const node = byId.get(id)
    if (node === undefined) return []
    const below = (node.childIds ?? []).flatMap(read)
    const role = node.role?.value.toLowerCase() ?? ''
    if (node.ignored) return below
    if (role === 'statictext') return node.name ? [`“${node.name.value}”`] : []
    if (!told.includes(role)) return below
    const isNamedByText = ['button', 'radio', 'heading'].includes(role)
    return [`${role} ${node.name?.value ?? ''}`.trim(), ...(isNamedByText ? [] : below)]
  }
  const [root] = nodes
  return root ? read(root.nodeId) : []
}

/** Keeps what live regions say from now on: what is put into one that is there, and each one that comes with words. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(`(() => {
    const live = '[role=alert], [role=status], [aria-live=polite], [aria-live=assertive]'
    window.heard = []
    const hear = (region) => {
      const text = region.textContent.replace(/\\s+/g, ' ').trim()
      const last = window.heard.findLast((each) => each.region === region)
      if (text !== '' && last?.text !== text) window.heard.push({ region, text, isAssertive: region.matches('[role=alert], [aria-live=assertive]') })
    }
    new MutationObserver((records) => {
      const regions = new Set()
      for (const { target, addedNodes } of records) {
        const around = (target.nodeType === 1 ? target : target.parentElement)?.closest(live)
        if (around?.isConnected) regions.add(around)
        for (const node of addedNodes) if (node.nodeType === 1 && node.isConnected) {
          if (node.matches(live)) regions.add(node)
          for (const region of node.querySelectorAll(live)) regions.add(region)
        }
      }
      for (const region of regions) hear(region)
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
  })()`)
  return () =>
    page.evaluate('window.heard.splice(0).map(({ text, isAssertive }) => (isAssertive ? "at once: " : "") + text)')
}

browserTest(
  'Ready is read in the order of a person: where one is, what one can choose, the time, what to do',
  async () => {
    const { page } = await openKiosk(station.url)
    const tree = (await readTree(page)).map((line) => line.replace(/\d\d:\d\d|\d+ people.*/, '…'))
    const place = (line: string) => {
      const index = tree.findIndex((each) => each.includes(line))
      assert.ok(index >= 0, `${line} is not in\n${tree.join('\n')}`)
      return index
    }
    assert.equal(tree.filter((line) => line.startsWith('heading')).length, 1)
    const order = [
      'main',
      'heading Front door',
      'button No badge?',
      'button Supervisor',
      '…',
      'Tap your badge',
      'region Station',
    ]
    assert.deepEqual(
      order.map(place),
      order.map(place).toSorted((one, other) => one - other),
      tree.join('\n'),
    )
    for (const line of tree)
      assert.doesNotMatch(line, /^(button|radio|textbox|region|heading)$/, 'everything has a name')
  },
)

browserTest(
  'an outcome is heard once and at once, in words: which, who, when and how long; Ready adds nothing to it',
  async () => {
    const { page, typeBadge, result, ready } = await openKiosk(station.url)
    const takeHeard = await listen(page)
    await typeBadge(amara)
    await result('in').waitFor()
    const heard = (await takeHeard()).filter((text) => !text.startsWith('Tap your badge'))
    assert.equal(heard.length, 1, heard.join('\n'))
    assert.match(
      heard[0] ?? '',
      /^at once: In\. Welcome, Amara Okafor\. \d\d:\d\d\. Today 0 hours 0 minutes\. This week 0 hours 0 minutes$/,
    )
    const tree = await readTree(page)
    assert.deepEqual(
      tree.filter((line) => /^(heading|button)/.test(line)),
      ['heading In', 'button Undo', 'button I meant to clock out', 'button My times'],
    )
    await ready.waitFor()
    await typeBadge('0041999999')
    await result('refused').waitFor()
    const refused = (await takeHeard()).filter((text) => text.startsWith('at once'))
    assert.deepEqual(refused.length, 1, refused.join('\n'))
    assert.match(refused[0] ?? '', /^at once: Unknown card\. Nobody holds this card yet.*0041999999$/)
  },
)

browserTest(
  'by keyboard alone one clocks in, looks at one’s times and takes the tap back, and hears each of it',
  async () => {
    const { page, typeBadge, result, ready } = await openKiosk(station.url)
    await typeBadge(jonas)
    await result('in').waitFor()
    const takeHeard = await listen(page)
    const focusOn = async (name: string) => {
      for (let presses = 0; presses < 12; presses += 1) {
        await page.keyboard.press('Tab')
        if ((await page.evaluate('document.activeElement.innerText.trim()')) === name) return
      }
      assert.fail(`${name} is not reached by keyboard`)
    }
    await focusOn('My times')
    await page.keyboard.press('Enter')
    await page.locator('.times').waitFor()
    assert.equal(await page.evaluate('document.activeElement.innerText'), 'My times', 'one goes on at its heading')
    const times = await readTree(page)
    assert.ok(
      times.some((line) => line.startsWith('heading My times')) && times.some((line) => line.includes('Today')),
      times.join('\n'),
    )
    await focusOn('Close')
    await page.keyboard.press('Enter')
    await ready.waitFor()
    await focusOn('Undo the last one')
    await page.keyboard.press('Enter')
    await page.locator('.doorway.is-armed').waitFor()
    await typeBadge(jonas)
    await result('undone').waitFor()
    const heard = await takeHeard()
    assert.ok(
      heard.some((text) => text.startsWith('Tap the same badge again')),
      heard.join('\n'),
    )
    assert.equal(
      heard.filter((text) => text.startsWith('at once: Taken back. Jonas Lindqvist')).length,
      1,
      heard.join('\n'),
    )
  },
)

browserTest('without a badge each field says what it is, and a wrong PIN is heard once', async () => {
  const { page } = await openKiosk(station.url)
  await page.getByRole('button', { name: 'No badge?' }).press('Enter')
  await page.getByRole('textbox', { name: 'Employee number' }).waitFor()
  const tree = await readTree(page)
  const fields = tree.filter((line) => line.startsWith('textbox'))
  assert.deepEqual(fields, ['textbox Employee number', 'textbox PIN'])
  const takeHeard = await listen(page)
  await page.keyboard.type('E1009', { delay: 150 })
  await page.keyboard.press('Enter')
  await page.keyboard.type('0000', { delay: 150 })
  await page.keyboard.press('Enter')
  await page.getByText('is not right').waitFor()
  const heard = (await takeHeard()).filter((text) => text.includes('not right'))
  assert.deepEqual(heard, ['Number or PIN is not right. 7 tries are left. Wait a moment, then try again.'])
})
