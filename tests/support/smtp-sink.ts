/** A mail server that keeps what it is sent: the real protocol, with or without a login. */
import { SMTPServer } from 'smtp-server'

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly user: string | undefined
  readonly text: string
}

export interface SmtpSink {
  readonly port: number
  readonly got: Mail[]
  /** Answer to recipients from now on: undefined takes them. */
  refuses: number | undefined
  close(): Promise<void>
}

export async function openSmtpSink(login?: { readonly user: string; readonly password: string }): Promise<SmtpSink> {
  const got: Mail[] = []
  const server = new SMTPServer({
    authOptional: login === undefined,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    onAuth: (auth, _session, done) => {
      if (auth.username === login?.user && auth.password === login?.password) done(null, { user: auth.username ?? '' })
      else done(new Error('wrong user or password'))
    },
    onRcptTo: (_address, _session, done) => {
      if (sink.refuses === undefined) done()
      else done(Object.assign(new Error('not here'), { responseCode: sink.refuses }))
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        got.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: typeof session.user === 'string' ? session.user : undefined,
          text: Buffer.concat(parts).toString('utf8'),
        })
        done()
      })
    },
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.server.address()
  const sink: SmtpSink = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    got,
    refuses: undefined,
    close: () => new Promise((done) => server.close(() => done())),
  }
  return sink
}
