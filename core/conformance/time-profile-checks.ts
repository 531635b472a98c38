/** What BAS-IP documents of putting and deleting time profiles by link id, and what is ours beside it. */

import { type Check, compare } from './check.ts'
import { logsIn } from './right-requests.ts'
import { as, contentOf, member, type Service } from './service.ts'
import {
  deleteItems,
  deletePage,
  deletePath,
  hashOf,
  item,
  linkPage,
  linkPath,
  logIn,
  loginPage,
  newLinkId,
  putItems,
  refused,
  resultsOf,
  wordsOf,
} from './time-profile-calls.ts'

const loggedOut = { status: 401, content: { error: 'Log In' } }

/** Three ways of deleting; the page names the first without its beginning. */
const waysToDelete = [
  { method: 'POST', path: deletePath, source: deletePage },
  { method: 'POST', path: `/api/v1${deletePath}`, source: 'ours' },
  { method: 'DELETE', path: linkPath, source: 'ours' },
] as const

const deleting: Check[] = waysToDelete.map(({ method, path, source }) => ({
  name: `${method} ${path} removes profiles by link_ids, and answers deleted or entity_not_found`,
  source,
  run: async (service) => {
    const [known, unknown] = [newLinkId(), newLinkId()]
    await putItems(service, [item(known)])
    const answers = [
      resultsOf(await deleteItems(service, [unknown, known], path, method)),
      resultsOf(await deleteItems(service, [known], path, method)),
    ]
    const expected = [
      [`${unknown} false entity_not_found`, `${known} true deleted`],
      [`${known} false entity_not_found`],
    ]
    return compare(expected, answers)
  },
}))

export const timeProfileChecks: readonly Check[] = [
  {
    name: 'the login by name and MD5 of the password is answered with a token',
    source: loginPage,
    run: async (service) => {
      const answer = await logIn(service, 'conformance', hashOf(service.secret))
      const token = member(answer.json, 'token')
      return compare([200, 'a token'], [answer.status, as('a token', token, typeof token === 'string' && token !== '')])
    },
  },
  {
    name: 'the login takes any user name, and the hash in either case',
    source: 'ours',
    run: async (service) => {
      const answers = [
        await logIn(service, 'somebody-else', hashOf(service.secret).toLowerCase()),
        await logIn(service, 'conformance', hashOf(service.secret).toUpperCase()),
      ]
      const found = answers.map(({ status, json }) => {
        const token = member(json, 'token')
        return [status, as('a token', token, typeof token === 'string' && token !== '')]
      })
      return compare(Array(2).fill([200, 'a token']), found)
    },
  },
  {
    name: 'the login with a wrong password gives no token',
    source: loginPage,
    right: logsIn,
    run: async (service) => {
      const answer = await logIn(service, 'conformance', hashOf(`not ${service.secret}`))
      const isRefused = answer.status >= 400 && member(answer.json, 'token') === undefined
      return compare('refused', as('refused', answer.status, isRefused))
    },
  },
  {
    name: 'without a token, or with a wrong one, the answer is 401 {"error":"Log In"} and nothing is applied',
    source: linkPage,
    run: async (service) => {
      const linkId = newLinkId()
      const answers: unknown[] = []
      for (const headers of [{}, { authorization: 'Bearer no-such-token' }]) {
        const answer = await service.ask(linkPath, { body: { list_items: [item(linkId)] }, headers })
        answers.push({ status: answer.status, content: contentOf(answer) })
      }
      return compare([loggedOut, loggedOut, ['false entity_not_found']], [...answers, await removed(service, linkId)])
    },
  },
  {
    name: 'deleting without a token is answered 401 {"error":"Log In"} and removes nothing',
    source: 'ours',
    run: async (service) => {
      const linkId = newLinkId()
      await putItems(service, [item(linkId)])
      const answer = await service.ask(deletePath, { body: { link_ids: [linkId] } })
      const found = { status: answer.status, content: contentOf(answer) }
      return compare([loggedOut, ['true deleted']], [found, await removed(service, linkId)])
    },
  },
  {
    name: 'a new link id is answered created',
    source: linkPage,
    run: async (service) => {
      const linkId = newLinkId()
      const answer = await putItems(service, [item(linkId)])
      await deleteItems(service, [linkId])
      return compare([`${linkId} true created`], resultsOf(answer))
    },
  },
  {
    name: 'a known link id is answered updated',
    source: linkPage,
    run: async (service) => {
      const linkId = newLinkId()
      await putItems(service, [item(linkId)])
      const answer = await putItems(service, [item(linkId, { name: 'Another name' })])
      await deleteItems(service, [linkId])
      return compare([`${linkId} true updated`], resultsOf(answer))
    },
  },
  {
    name: 'the answer is 200 {"result"} as JSON, and a result has link_id, success and extended_info',
    source: linkPage,
    run: async (service) => {
      const linkId = newLinkId()
      const answer = await putItems(service, [item(linkId)])
      await deleteItems(service, [linkId])
      const expected = { result: [{ link_id: linkId, success: true, extended_info: 'created' }] }
      return compare([200, 'application/json', expected], [answer.status, answer.mediaType, contentOf(answer)])
    },
  },
  {
    name: 'several items are answered one by one',
    source: linkPage,
    run: async (service) => {
      const linkIds = [newLinkId(), newLinkId(), newLinkId()]
      await putItems(service, [item(linkIds[1])])
      const answer = await putItems(
        service,
        linkIds.map((linkId) => item(linkId)),
      )
      await deleteItems(service, linkIds)
      const words = ['created', 'updated', 'created']
      return compare(
        linkIds.map((linkId, index) => `${linkId} true ${words[index]}`),
        resultsOf(answer),
      )
    },
  },
  {
    name: 'a link id that is twice in a request is answered twice',
    source: 'ours',
    run: async (service) => {
      const linkId = newLinkId()
      const answer = await putItems(service, [item(linkId), item(linkId, { name: 'The last wins' })])
      await deleteItems(service, [linkId])
      return compare(['true created', 'true updated'], wordsOf(answer))
    },
  },
  {
    name: 'a link id is one in either case, and answered in lower case',
    source: 'ours',
    run: async (service) => {
      const linkId = newLinkId()
      await putItems(service, [item(linkId)])
      const answer = await putItems(service, [item(linkId.toUpperCase())])
      await deleteItems(service, [linkId])
      return compare([`${linkId} true updated`], resultsOf(answer))
    },
  },
  {
    name: 'a repeat of a request is safe',
    source: linkPage,
    run: async (service) => {
      const linkId = newLinkId()
      const answers = [await putItems(service, [item(linkId)]), await putItems(service, [item(linkId)])]
      return compare(
        [['true created'], ['true updated'], ['true deleted'], ['false entity_not_found']],
        [...answers.map(wordsOf), await removed(service, linkId), await removed(service, linkId)],
      )
    },
  },
  {
    name: 'an empty list is a request for nothing',
    source: 'ours',
    run: async (service) => compare([], resultsOf(await putItems(service, []))),
  },
  {
    name: 'one faulty item refuses the whole request, and nothing is applied',
    source: 'ours',
    run: async (service) => {
      const linkId = newLinkId()
      const faulty = item(newLinkId(), {
        repeat_options: { repeat_enable: true, repeat_format: { repeat_type: 'hour' } },
      })
      const answer = await putItems(service, [item(linkId), faulty])
      const found = { status: answer.status, content: contentOf(answer) }
      return compare(
        [refused('Wrong repeat_type'), ['false entity_not_found']],
        [found, await removed(service, linkId)],
      )
    },
  },
  ...deleting,
  {
    name: 'a link_id to be deleted that is no UUID refuses the whole request',
    source: 'ours',
    run: async (service) => {
      const linkId = newLinkId()
      await putItems(service, [item(linkId)])
      const answer = await deleteItems(service, [linkId, 'no-uuid'])
      const found = { status: answer.status, content: contentOf(answer) }
      return compare([refused('Wrong Time Profile Uid'), ['true deleted']], [found, await removed(service, linkId)])
    },
  },
]

/** Deletes, and so shows whether it was there. */
async function removed(service: Service, linkId: string): Promise<unknown> {
  return wordsOf(await deleteItems(service, [linkId]))
}
