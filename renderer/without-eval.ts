/**
 * Must be the first import: zod tries `new Function` as soon as an object schema is made, and the page's policy reports
 * every try, although zod goes on without it.
 */
import { z } from 'zod'

z.config({ jitless: true })
