import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** A folder of the test's own, gone when the test ends. */
export function makeFolder(test: TestContext | { after: (fn: () => void) => void }): string {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-test-'))
  test.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}
