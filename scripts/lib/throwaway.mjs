// A built product in a folder of its own, for scripts that measure or draw it and leave nothing behind.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePorts } from './free-ports.mjs'
import PRODUCT_ENV from './product-env.cjs'
import { ROOT } from './run.mjs'

const KEY = 'throwaway-secret-key-0123456789'
const ADMIN_KEY = 'throwaway-admin-key-0123456789'

/** Starts it on free ports and waits until it takes spans. `prepare` may fill the folder before. */
export async function startThrowaway(prepare = async () => {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'vitrine-throwaway-'))
  await prepare(folder)
  const [port, otlpPort, grpcPort] = await freePorts(3)
  const env = {
    ...PRODUCT_ENV,
    ...process.env,
    VITRINE_DATA: folder,
    VITRINE_HOST: '127.0.0.1',
    VITRINE_PORT: String(port),
    VITRINE_OTLP_PORT: String(otlpPort),
    VITRINE_GRPC_PORT: String(grpcPort),
    VITRINE_OPEN: '0',
    VITRINE_KEY: KEY,
    VITRINE_PUBLIC_KEY: 'throwaway-public-key-0123456789',
    VITRINE_ADMIN_KEY: ADMIN_KEY,
  }
  const child = spawn(process.execPath, [path.join(ROOT, 'collector/dist/main.js')], { env, stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`the product stopped with ${child.exitCode}`)
    return await fetch(`${url}/api/v1/ready`).then(
      (answer) => answer.ok,
      () => false,
    )
  })
  return {
    url,
    otlp: `http://127.0.0.1:${otlpPort}`,
    key: KEY,
    adminKey: ADMIN_KEY,
    /** Until everything that was sent can be read. */
    drained: () =>
      until(async () => {
        const answer = await fetch(`${url}/api/v1/ledger`, { headers: { authorization: `Bearer ${KEY}` } })
        return (await answer.json()).total.waiting === 0
      }),
    async stop() {
      child.kill('SIGTERM')
      await new Promise((resolve) => child.once('close', resolve))
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function until(probe) {
  while (!(await probe())) await new Promise((resolve) => setTimeout(resolve, 100))
}
