import { flush, status } from '@vitrine/sdk'
import { askIn } from './app.mjs'

console.log(await askIn('in-a-bundle'))
await flush()
console.log(JSON.stringify(status()))
