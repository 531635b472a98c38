/** Plants violations of the table of layers in a folder of its own and sees Biome report each, and nothing else. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, suite, test } from 'node:test'
import { projectFolder } from './project-sources.ts'

type Plant = { file: string; imports: string[] }

/** Each import alone breaks the house; `file` says who may not have it. */
const forbidden: Plant[] = [
  // Pure rooms.
  ...[
    'core/contract',
    'core/badge',
    'core/people',
    'core/attendance',
    'core/presence',
    'core/schedule',
    'core/enrolment',
  ].map((room) => ({
    file: `${room}/planted.ts`,
    imports: [
      'node:fs',
      'node:fs/promises',
      'electron',
      'react',
      'pino',
      'uuid',
      'temporal-polyfill',
      'better-sqlite3',
      './planted-store.ts',
      '../store/database.ts',
      '../station/station.ts',
      '../../renderer/kiosk/kiosk.tsx',
    ],
  })),
  { file: 'core/contract/planted.ts', imports: ['../badge/badge-number.ts', 'rrule-temporal'] },
  {
    file: 'core/enrolment/planted.ts',
    imports: ['./roster-file.ts', './auth-file.ts', '../files/text-file.ts', 'csv-parse'],
  },
  {
    file: 'core/enrolment/roster-file.ts',
    imports: ['./batch-store.ts', '../store/database.ts', 'csv-parse', 'node:fs'],
  },
  { file: 'core/presence/planted.ts', imports: ['./presence-file.ts', '../files/text-file.ts', 'csv-parse'] },
  { file: 'core/presence/presence-file.ts', imports: ['./presence-store.ts', '../store/database.ts', 'commander'] },
  { file: 'core/files/text-file.ts', imports: ['../people/person.ts', '../store/database.ts', 'zod', 'commander'] },
  // Stores.
  {
    file: 'core/people/people-store.ts',
    imports: [
      '../attendance/attendance-store.ts',
      'better-sqlite3',
      '../store/migrations/0010-first.ts',
      '../outbox/outbox-store.ts',
    ],
  },
  { file: 'core/store/database.ts', imports: ['../people/person.ts', '../contract/contract.ts', 'undici', 'zod'] },
  {
    file: 'core/store/migrations/0020-next.ts',
    imports: ['../database.ts', '../../people/person.ts', 'better-sqlite3'],
  },
  // Rooms with a library of their own.
  {
    file: 'core/reader/planted.ts',
    imports: ['better-sqlite3', '../store/database.ts', '../station/tap.ts', 'undici'],
  },
  {
    file: 'core/outbox/planted.ts',
    imports: ['undici', '../upstream/send.ts', '../people/people-store.ts', '../station/station.ts', 'better-sqlite3'],
  },
  { file: 'core/upstream/planted.ts', imports: ['../store/database.ts', '../outbox/outbox-store.ts', 'fastify', 'ws'] },
  {
    file: 'core/staging/planted.ts',
    imports: ['undici', '../outbox/tell.ts', '../station/tap.ts', '../central/central.ts', 'better-sqlite3'],
  },
  {
    file: 'core/central/planted.ts',
    imports: ['undici', '../outbox/tell.ts', '../station/station.ts', 'better-sqlite3', 'node-hid'],
  },
  {
    file: 'core/conformance/planted.ts',
    imports: ['fastify', '../central/central.ts', '../people/person.ts', '../upstream/http.ts', 'better-sqlite3'],
  },
  {
    file: 'core/station/planted.ts',
    imports: [
      'better-sqlite3',
      'node-hid',
      'undici',
      'fastify',
      'birpc',
      'ws',
      'commander',
      '../door/door.ts',
      '../cli/main.ts',
    ],
  },
  {
    file: 'core/door/planted.ts',
    imports: ['../station/station.ts', '../people/people-store.ts', 'fastify', 'electron'],
  },
  {
    file: 'core/cli/planted.ts',
    imports: [
      'better-sqlite3',
      'undici',
      'birpc',
      'ws',
      'fastify',
      'electron',
      '../../electron/main.ts',
      '../../renderer/a.ts',
    ],
  },
  { file: 'core/brand-new-room/planted.ts', imports: ['node:fs', 'zod', '../contract/contract.ts'] },
  // Shell and screens.
  {
    file: 'electron/main.ts',
    imports: [
      '../core/cli/main.ts',
      '../core/people/people-store.ts',
      '../core/badge/read-badge.ts',
      '../renderer/kiosk.tsx',
      'better-sqlite3',
    ],
  },
  {
    file: 'electron/preload.ts',
    imports: ['node:fs', './lockdown.ts', '../core/contract/contract.ts', 'zod', 'birpc'],
  },
  {
    file: 'renderer/kiosk/planted.tsx',
    imports: [
      '../../core/station/station.ts',
      '../../core/store/database.ts',
      '../../core/people/person.ts',
      '../../electron/main.ts',
      'node:fs',
      'electron',
      'ws',
    ],
  },
  { file: 'bin/foyer.mjs', imports: ['commander', '../core/station/station.ts'] },
  // Production code knows no test.
  ...['core/station', 'core/central', 'core/cli', 'core/door'].map((room) => ({
    file: `${room}/planted.ts`,
    imports: ['../../test/fakes/clock.ts'],
  })),
  ...['electron', 'renderer', 'build'].map((room) => ({
    file: `${room}/planted.ts`,
    imports: ['../test/fakes/clock.ts'],
  })),
  { file: 'build/planted.ts', imports: ['better-sqlite3', 'node-hid'] },
  // Tools for development are not there in the packaged program.
  { file: 'core/cli/other.ts', imports: ['typescript'] },
]

/** What the house is made of: none of these may be reported. */
const allowed: Plant[] = [
  { file: 'core/contract/clean.ts', imports: ['zod', './decision.ts'] },
  { file: 'core/badge/clean.ts', imports: ['zod', './badge-number.ts', '../contract/settings.ts'] },
  { file: 'core/schedule/clean.ts', imports: ['rrule-temporal', '../people/person.ts'] },
  { file: 'core/enrolment/roster-file.ts', imports: ['../files/text-file.ts', './batch.ts'] },
  { file: 'core/presence/presence-file.ts', imports: ['../files/text-file.ts', './presence-entry.ts'] },
  { file: 'core/files/text-file.ts', imports: ['csv-parse', 'node:fs/promises'] },
  {
    file: 'core/people/people-store.ts',
    imports: ['../store/database.ts', './person.ts', './card-store.ts', '../badge/badge-number.ts'],
  },
  {
    file: 'core/store/database.ts',
    imports: ['better-sqlite3', 'node:fs', './migrate.ts', './migrations/0010-first.ts'],
  },
  { file: 'core/store/migrations/0020-next.ts', imports: ['../migrate.ts'] },
  {
    file: 'core/reader/clean.ts',
    imports: ['node-hid', 'node:timers/promises', '../badge/boot-keyboard.ts', '../contract/settings.ts'],
  },
  { file: 'core/outbox/outbox-store.ts', imports: ['../store/database.ts', '../upstream/connector.ts', './retry.ts'] },
  { file: 'core/upstream/clean.ts', imports: ['undici', './connector.ts', '../contract/settings.ts', 'node:crypto'] },
  {
    file: 'core/central/clean.ts',
    imports: ['fastify', './central-store.ts', '../people/people-store.ts', '../store/database.ts', 'node:path'],
  },
  { file: 'core/conformance/clean.ts', imports: ['undici', 'zod', 'node:crypto', './check.ts'] },
  {
    file: 'core/station/clean.ts',
    imports: [
      '../people/people-store.ts',
      '../attendance/attendance-store.ts',
      '../outbox/tell.ts',
      '../store/database.ts',
      '../reader/reader-input.ts',
      'pino',
      'node:path',
    ],
  },
  { file: 'core/door/clean.ts', imports: ['birpc', 'ws', '../contract/contract.ts', 'node:http'] },
  {
    file: 'core/cli/clean.ts',
    imports: [
      'commander',
      'cli-progress',
      '../station/station.ts',
      '../central/central.ts',
      '../door/door.ts',
      '../../electron/launcher.ts',
    ],
  },
  {
    file: 'electron/main.ts',
    imports: ['electron', 'node:path', './lockdown.ts', '../core/contract/contract.ts', '../core/station/station.ts'],
  },
  { file: 'electron/preload.ts', imports: ['electron'] },
  {
    file: 'renderer/kiosk/clean.tsx',
    imports: [
      'react',
      'react-aria-components',
      '../parts/sound.ts',
      '../../core/contract/contract.ts',
      '../../core/badge/format-number.ts',
      'birpc',
    ],
  },
  { file: 'bin/foyer.mjs', imports: ['node:process', '../core/cli/main.ts'] },
  { file: 'build/clean.ts', imports: ['vite', 'esbuild', 'node:fs', '../core/contract/settings.ts'] },
  {
    file: 'test/clean.test.ts',
    imports: ['better-sqlite3', 'fast-check', '../core/people/people-store.ts', '../electron/main.ts'],
  },
]

const folders: string[] = []
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Each way of writing an import that a source may have. */
const writings: ((specifier: string) => string)[] = [
  (specifier) => `import '${specifier}'\n`,
  (specifier) => `import type { Anything } from '${specifier}'\nexport const anything: Anything = 1\n`,
  (specifier) => `export { anything } from '${specifier}'\n`,
  (specifier) => `export const anything = await import('${specifier}')\n`,
]

suite('the table of layers', () => {
  test('catches every import that the house forbids', () => {
    const reported = lintPlants(forbidden, writings.slice(0, 1))
    assert.deepEqual(
      listPlants(forbidden).filter((plant) => !reported.has(plant)),
      [],
    )
  })

  test('catches a forbidden import however it is written', () => {
    const plants = [
      { file: 'core/people/planted.ts', imports: ['../station/station.ts', 'undici', './planted-store.ts'] },
    ]
    for (const writing of writings) {
      assert.deepEqual([...lintPlants(plants, [writing])].sort(), listPlants(plants).sort(), writing('x'))
    }
  })

  test('leaves alone what the house is made of', () => {
    assert.deepEqual([...lintPlants(allowed, writings)], [])
  })

  test('catches a cycle and a barrel', () => {
    const folder = openPlot()
    write(folder, 'core/people/a.ts', "import { b } from './b.ts'\nexport const a = () => b\n")
    write(folder, 'core/people/b.ts', "import { a } from './a.ts'\nexport const b = () => a\n")
    write(folder, 'core/people/index.ts', "export * from './a.ts'\nexport * from './b.ts'\n")
    const rules = new Set(lint(folder).map(({ rule }) => rule))
    assert.ok(rules.has('lint/suspicious/noImportCycles'))
    assert.ok(rules.has('lint/performance/noBarrelFile'))
  })

  test('catches a cycle of types as well', () => {
    const folder = openPlot()
    write(folder, 'core/people/a.ts', "import type { B } from './b.ts'\nexport type A = { b: B }\n")
    write(folder, 'core/people/b.ts', "import type { A } from './a.ts'\nexport type B = { a: A }\n")
    assert.ok(lint(folder).some(({ rule }) => rule === 'lint/suspicious/noImportCycles'))
  })

  test('keeps development tools out of what is packaged', () => {
    const folder = openPlot()
    write(folder, 'core/cli/a.ts', "import { build } from 'vite'\nexport const a = build\n")
    assert.ok(lint(folder).some(({ rule }) => rule === 'lint/correctness/noUndeclaredDependencies'))
  })
})

/** `file ← specifier` of every plant. */
function listPlants(plants: readonly Plant[]): string[] {
  return plants.flatMap(({ file, imports }) => imports.map((specifier) => `${file} ← ${specifier}`))
}

/** Plants each import in a file of its own at the given place, and answers those that the table caught. */
function lintPlants(plants: readonly Plant[], how: typeof writings): Set<string> {
  const found = new Set<string>()
  // One file can be planted many times; each round of plots holds a file once.
  const rounds = new Map<number, Map<string, string>>()
  const countByFile = new Map<string, number>()
  for (const { file, imports } of plants) {
    for (const specifier of imports) {
      for (const writing of how) {
        const round = countByFile.get(file) ?? 0
        countByFile.set(file, round + 1)
        const texts = rounds.get(round) ?? new Map<string, string>()
        texts.set(file, `// ${specifier}\n${writing(specifier)}`)
        rounds.set(round, texts)
      }
    }
  }
  const folder = openPlot()
  for (const [round, texts] of rounds) {
    for (const [file, text] of texts) write(join(folder, `plot-${round}`), file, text)
  }
  for (const round of rounds.keys()) {
    copyConfiguration(join(folder, `plot-${round}`))
    for (const { rule, file } of lint(join(folder, `plot-${round}`))) {
      if (rule !== 'lint/style/noRestrictedImports') continue
      const text = rounds.get(round)?.get(file) ?? ''
      found.add(`${file} ← ${/^\/\/ (.*)$/m.exec(text)?.[1]}`)
    }
  }
  return found
}

function openPlot(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-layers-'))
  folders.push(folder)
  copyConfiguration(folder)
  return folder
}

/** The project's own configuration, without what asks for a git repository. */
function copyConfiguration(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const configuration = JSON.parse(readFileSync(join(projectFolder, 'biome.json'), 'utf8'))
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...configuration, root: true, vcs: { enabled: false } }))
  copyFileSync(join(projectFolder, 'layers.json'), join(folder, 'layers.json'))
  copyFileSync(join(projectFolder, 'package.json'), join(folder, 'package.json'))
}

function write(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

/** What Biome has to say about the folder, one entry per finding. */
function lint(folder: string): { rule: string; file: string }[] {
  const biome = join(projectFolder, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  let report: string
  try {
    report = execFileSync(process.execPath, [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
    })
  } catch (error) {
    // Exit code 1 says that there are findings.
    if (!(error instanceof Error && 'stdout' in error && typeof error.stdout === 'string')) throw error
    report = error.stdout
  }
  const { diagnostics } = JSON.parse(report) as { diagnostics: { category: string; location: { path: string } }[] }
  return diagnostics.map(({ category, location }) => ({ rule: category, file: location.path }))
}
