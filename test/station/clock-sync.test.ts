import { testClockSync } from '../contracts/clock-sync-contract.ts'
import { openCentralUnderTest } from '../fakes/central-under-test.ts'
import { createFakeClockService, fakeKey, serveFake } from '../fakes/fake-clock-service.ts'

testClockSync('the fake clock service', async () => {
  const service = createFakeClockService({ isReference: true, unknownPeople: new Set(['p6']) })
  const { url, close } = await serveFake(service.handle)
  return {
    url,
    key: fakeKey,
    heard: () =>
      service.events.map(({ username, kind, occurredAt, key }) => ({
        employeeNumber: username,
        kind,
        occurredAt: occurredAt ?? '',
        key,
      })),
    close,
  }
})

testClockSync('the reference central service', openCentralUnderTest)
