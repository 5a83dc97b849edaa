// Free ports of the loopback, from below those that the system hands to clients: one of theirs may be taken by any
// connection between this look and the listening.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

/** Above it is no port that browsers refuse. */
const FIRST = 11_000
const CLIENTS_FROM = 32_768
const TRIES = 1_000

const given = new Set()

/** No port is given twice by one process. */
export async function freePorts(count) {
  const ports = []
  for (let tries = 0; ports.length < count; tries += 1) {
    if (tries === TRIES) throw new Error(`no free port between ${FIRST} and ${lastPort()}`)
    const port = FIRST + Math.floor(Math.random() * (lastPort() - FIRST + 1))
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    ports.push(port)
  }
  return ports
}

export async function freePort() {
  const [port] = await freePorts(1)
  return port
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

function lastPort() {
  try {
    const [from] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/).map(Number)
    // Where clients may have nearly all of them, nothing is left to choose.
    return from > FIRST + TRIES ? from - 1 : CLIENTS_FROM - 1
  } catch {
    return CLIENTS_FROM - 1
  }
}
