/** The `foyer` command of the guest. */
import { runFoyer } from '../../../core/cli/main.ts'

await runFoyer(process.argv.slice(2))
