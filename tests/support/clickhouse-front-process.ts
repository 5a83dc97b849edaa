/** The stand-in for a server as a process of its own, which can be killed: `[folder] [port] [faults as JSON]`. */
import { type Fault, startClickhouseFront } from './clickhouse-front.ts'

const [folder = '', port = '0', faults = '[]'] = process.argv.slice(2)
const front = await startClickhouseFront({ folder, port: Number(port) })
const given = JSON.parse(faults) as { match: string; fault: Fault; times: number }[]
for (const { match, fault, times } of given) front.fail(new RegExp(match), fault, times)
console.log(front.url)
