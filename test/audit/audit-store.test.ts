import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import {
  type Actor,
  type AuditEntry,
  type AuditHead,
  hashEntry,
  toCanonicalJson,
  verifyChain,
} from '../../core/audit/audit-chain.ts'
import { appendAudit, iterateAudit, readAuditHead, verifyAudit } from '../../core/audit/audit-store.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const owner: Actor = { type: 'owner' }
const boss: Actor = { type: 'supervisor', personId: 1, employeeNumber: 'BOSS' }

function openTrail(t: TestContext, entries: number) {
  const { store, change } = openTemporaryStore(t)
  const append = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      change((db) =>
        appendAudit(db, {
          atMs: 1000 + index,
          actor: index % 2 ? owner : boss,
          action: 'card.mark',
          subject: index % 3 ? `E${index}` : null,
          content: { index, nested: { b: [1, null, 'x'], a: true } },
        }),
      )
    }
  }
  append(entries)
  /** As somebody with a file in their hands would: without the triggers. */
  const tamper = (...statements: string[]) =>
    change((db) => {
      db.prepare('DROP TRIGGER IF EXISTS audit_is_never_changed').run()
      db.prepare('DROP TRIGGER IF EXISTS audit_is_never_deleted').run()
      for (const sql of statements) db.prepare(sql).run()
    })
  return { store, append, tamper, verify: (kept: AuditHead[] = []) => verifyAudit(store.read, kept) }
}

test('a trail that nobody touched is intact, an empty one too', (t) => {
  const { store, append, verify } = openTrail(t, 0)
  assert.deepEqual(verify(), { type: 'intact', head: { count: 0, hash: '0'.repeat(64) } })
  append(5)
  const verdict = verify()
  assert.equal(verdict.type === 'intact' && verdict.head.count, 5)
  assert.deepEqual(verdict.type === 'intact' && verdict.head, readAuditHead(store.read))
  assert.deepEqual(
    [...iterateAudit(store.read)].map(({ sequence, actorType, actorNumber }) => [sequence, actorType, actorNumber]),
    [
      [1, 'supervisor', 'BOSS'],
      [2, 'owner', null],
      [3, 'supervisor', 'BOSS'],
      [4, 'owner', null],
      [5, 'supervisor', 'BOSS'],
    ],
  )
})

test('the same content is always the same text, whatever the order of its keys', () => {
  assert.equal(
    toCanonicalJson({ b: 1, a: { d: [{ z: 1, y: 2 }], c: null } }),
    '{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}',
  )
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (content) => {
      const reversed = Object.fromEntries(Object.entries(content).toReversed())
      assert.equal(toCanonicalJson(reversed as never), toCanonicalJson(content as never))
      assert.deepEqual(JSON.parse(toCanonicalJson(content as never)), JSON.parse(JSON.stringify(content)))
    }),
  )
})

test('an entry that was changed, left out, put in or moved is found where it stands', (t) => {
  const broken = (fault: string, sequence: number) => ({ type: 'broken', fault, sequence })
  const cases: [string[], unknown][] = [
    [["UPDATE audit SET content = replace(content, ':2', ':3') WHERE sequence = 3"], broken('changed', 3)],
    [['UPDATE audit SET at_ms = at_ms + 1 WHERE sequence = 1'], broken('changed', 1)],
    [["UPDATE audit SET actor_type = 'owner', actor_number = NULL WHERE sequence = 1"], broken('changed', 1)],
    [["UPDATE audit SET actor_number = 'E2' WHERE sequence = 5"], broken('changed', 5)],
    [["UPDATE audit SET subject = 'E9' WHERE sequence = 2"], broken('changed', 2)],
    [["UPDATE audit SET action = 'card.end' WHERE sequence = 2"], broken('changed', 2)],
    [['DELETE FROM audit WHERE sequence = 3'], broken('missing', 3)],
    [['DELETE FROM audit WHERE sequence = 1'], broken('missing', 1)],
    [['DELETE FROM audit WHERE sequence = 5'], broken('cut-off', 5)],
    [['DELETE FROM audit WHERE sequence > 2'], broken('cut-off', 3)],
    [['DELETE FROM audit'], broken('cut-off', 1)],
    [
      [
        'UPDATE audit SET sequence = 99 WHERE sequence = 2',
        'UPDATE audit SET sequence = 2 WHERE sequence = 3',
        'UPDATE audit SET sequence = 3 WHERE sequence = 99',
      ],
      broken('changed', 2),
    ],
    [
      ['DELETE FROM audit WHERE sequence = 2', 'UPDATE audit SET sequence = sequence - 1 WHERE sequence > 2'],
      broken('changed', 2),
    ],
    [["DELETE FROM station_fact WHERE name = 'audit_head'"], broken('no-head', 5)],
    [["UPDATE station_fact SET value = 'x' WHERE name = 'audit_head'"], broken('no-head', 5)],
    [["UPDATE station_fact SET value = '4' || substr(value, 2) WHERE name = 'audit_head'"], broken('beyond-head', 5)],
  ]
  for (const [statements, verdict] of cases) {
    const { tamper, verify } = openTrail(t, 5)
    tamper(...statements)
    assert.deepEqual(verify(), verdict, statements.join('; '))
  }
})

test('an end that was cut off stays visible although the trail goes on', (t) => {
  const { append, tamper, verify } = openTrail(t, 5)
  tamper('DELETE FROM audit WHERE sequence = 5')
  append(2)
  assert.deepEqual(verify(), { type: 'broken', fault: 'missing', sequence: 5 })
})

test('a trail that was written anew with its head is found by a head that was kept elsewhere, and by that alone', (t) => {
  const { store, tamper, verify } = openTrail(t, 5)
  const kept = readAuditHead(store.read)
  assert.ok(kept)
  assert.equal(verify([kept, kept]).type, 'intact')
  const entries = [...iterateAudit(store.read)]
  let previousHash = '0'.repeat(64)
  const forged = entries.slice(0, 5).map((entry): AuditEntry => {
    const unsealed = { ...entry, previousHash, subject: 'forged' }
    previousHash = hashEntry(unsealed)
    return { ...unsealed, hash: previousHash }
  })
  tamper(
    ...forged.map(
      ({ sequence, hash, previousHash: previous }) =>
        `UPDATE audit SET subject = 'forged', previous_hash = '${previous}', hash = '${hash}' WHERE sequence = ${sequence}`,
    ),
    `UPDATE station_fact SET value = '5 ${previousHash}' WHERE name = 'audit_head'`,
  )
  assert.equal(verify().type, 'intact', 'the file alone cannot tell')
  assert.deepEqual(verify([kept]), { type: 'broken', fault: 'another-chain', sequence: 5 })
  tamper('DELETE FROM audit', "DELETE FROM station_fact WHERE name = 'audit_head'")
  assert.equal(verify().type, 'intact', 'nor of a trail that is gone with its head')
  assert.deepEqual(verify([kept]), { type: 'broken', fault: 'cut-off', sequence: 1 })
})

test('any single change of any field of any entry breaks the chain, and so does any single entry less or any two swapped', (t) => {
  const { store } = openTrail(t, 8)
  const entries = [...iterateAudit(store.read)]
  const head = readAuditHead(store.read)
  const fields = Object.keys(entries[0] ?? {}) as (keyof AuditEntry)[]
  const index = fc.nat({ max: entries.length - 1 })
  const change = fc.oneof(
    fc.record({
      type: fc.constant('field' as const),
      index,
      field: fc.constantFrom(...fields),
      position: fc.nat(),
      letter: fc.integer({ min: 1, max: 255 }),
    }),
    fc.record({ type: fc.constant('less' as const), index }),
    fc.record({ type: fc.constant('twice' as const), index }),
    fc.record({ type: fc.constant('swap' as const), index, other: index }),
    fc.record({ type: fc.constant('head' as const), count: fc.nat({ max: 20 }) }),
  )
  assert.equal(verifyChain(entries, head, []).type, 'intact')
  fc.assert(
    fc.property(change, (what) => {
      const changed = structuredClone(entries)
      let end = head
      const entry = changed['index' in what ? what.index : 0]
      assert.ok(entry && head)
      switch (what.type) {
        case 'field': {
          const value = entry[what.field]
          const text = String(value)
          const at = what.position % (text.length + 1)
          const mutated =
            text.slice(0, at) + String.fromCharCode((text.charCodeAt(at) || 0) ^ what.letter) + text.slice(at + 1)
          Object.assign(entry, { [what.field]: typeof value === 'number' ? value + what.letter : mutated })
          break
        }
        case 'less':
          changed.splice(what.index, 1)
          break
        case 'twice':
          changed.splice(what.index, 0, entry)
          break
        case 'swap': {
          fc.pre(what.index !== what.other)
          const other = changed[what.other]
          assert.ok(other)
          changed[what.index] = other
          changed[what.other] = entry
          break
        }
        case 'head':
          fc.pre(what.count !== head.count)
          end = { ...head, count: what.count }
          break
      }
      assert.equal(verifyChain(changed, end, []).type, 'broken')
    }),
    { numRuns: 2000 },
  )
})

test('a change that is rolled back leaves no entry, and the next one no gap', (t) => {
  const { store, append, verify } = openTrail(t, 2)
  store.transact((db) => {
    appendAudit(db, { atMs: 1, actor: owner, action: 'x', subject: null, content: {} })
    return { ok: false, refusal: null }
  })
  append(1)
  const verdict = verify()
  assert.equal(verdict.type === 'intact' && verdict.head.count, 3)
})
