/** Loaded before a program (`--import later.ts?MS`): so many milliseconds later, also in what it says in HTTP. */
import { ServerResponse } from 'node:http'

const laterMs = Number(new URL(import.meta.url).search.slice(1))
const trueMs = Date.now.bind(Date)
Date.now = () => trueMs() + laterMs

const { writeHead } = ServerResponse.prototype
// Node's own header `Date` cannot be told another time.
ServerResponse.prototype.writeHead = function (this: ServerResponse, ...given: Parameters<typeof writeHead>) {
  this.setHeader('date', new Date(Date.now()).toUTCString())
  return writeHead.apply(this, given)
} as typeof writeHead
