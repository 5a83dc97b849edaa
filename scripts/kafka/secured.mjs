// Listeners of a broker that want TLS, a password, or both, for tests: a certificate of its own by the JDK's keytool, and
// one user whom it knows by PLAIN and by both kinds of SCRAM.
import path from 'node:path'
import { run } from '../lib/run.mjs'

const KEYSTORE_PASSWORD = 'keystore-of-a-test'
export const USER = 'vitrine'
export const PASSWORD = 'a-password-of-a-test'
const NAMES = { tls: 'SSL', sasl: 'SASL_PLAINTEXT', tlsSasl: 'SASL_SSL' }
const LOGIN = 'org.apache.kafka.common.security'

/** For `StorageTool format`: users of SCRAM must be there before the broker is. */
export const SCRAM_USERS = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
  '--add-scram',
  `${mechanism}=[name=${USER},password=${PASSWORD}]`,
])

/** A self-signed certificate for 127.0.0.1, and what a client trusts it by. */
export async function makeCertificate(folder) {
  const keystore = path.join(folder, 'broker.p12')
  const caFile = path.join(folder, 'broker.pem')
  const store = ['-alias', 'broker', '-keystore', keystore, '-storetype', 'PKCS12', '-storepass', KEYSTORE_PASSWORD]
  const key = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '30', '-dname', 'CN=broker-of-a-test']
  const steps = [
    ['-genkeypair', ...store, ...key, '-ext', 'san=ip:127.0.0.1,dns:localhost'],
    ['-exportcert', '-rfc', '-file', caFile, ...store],
  ]
  for (const args of steps) {
    if ((await run('keytool', args, { quiet: true })) !== 0)
      throw new Error('cannot make a certificate: keytool failed, see its message above; it comes with the JDK')
  }
  return { keystore, caFile }
}

/** `ports`: of the listeners tls, sasl and tlsSasl. */
export function securedProperties({ ports, keystore }) {
  const listeners = Object.entries(NAMES).map(([kind, protocol]) => ({ protocol, port: ports[kind] }))
  const scram = `${LOGIN}.scram.ScramLoginModule required;`
  const plain = `${LOGIN}.plain.PlainLoginModule required user_${USER}="${PASSWORD}";`
  return {
    listeners: listeners.map(({ protocol, port }) => `${protocol}://127.0.0.1:${port}`),
    lines: [
      `ssl.keystore.location=${keystore}`,
      'ssl.keystore.type=PKCS12',
      `ssl.keystore.password=${KEYSTORE_PASSWORD}`,
      'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      ...['sasl_plaintext', 'sasl_ssl'].flatMap((name) => [
        `listener.name.${name}.plain.sasl.jaas.config=${plain}`,
        `listener.name.${name}.scram-sha-256.sasl.jaas.config=${scram}`,
        `listener.name.${name}.scram-sha-512.sasl.jaas.config=${scram}`,
      ]),
    ],
  }
}
