/** What `start` is held against: Node opens the same file and reads one row. `node open-one-row.ts FILE`. */
import Database from 'better-sqlite3'

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('expected FILE')
const db = new Database(file)
db.prepare('SELECT * FROM event ORDER BY sequence DESC LIMIT 1').get()
process.stdout.write('read\n')
