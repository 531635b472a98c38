/**
 * Loaded before each file of property tests: gives fast-check its seed, so that a run of the suites says the same of the
 * same sources. `npm run hunt` looks for new counterexamples with seeds of its own.
 */
import fc from 'fast-check'

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.FOYER_SEED ?? 20_260_302) })
