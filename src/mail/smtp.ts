import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { minutes, seconds } from '../clock.ts'
import { config } from '../config.ts'
import { MayHaveLeft } from '../disclosure/disclose.ts'
import { composeMail, type Letter, readAddress } from './compose.ts'
import { Refused, Unreachable } from './faults.ts'
import type { Transport } from './transport.ts'

type SmtpFault = Error & { code?: string; response?: string; responseCode?: number }

/** The machine itself: nothing crosses a network there, so it needs no encryption. */
const isLoopback = (host: string) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host)

function openConnection(url: URL): SMTPConnection {
  const isOwnMachine = isLoopback(url.hostname)
  return new SMTPConnection({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port ? Number(url.port) : undefined,
    secure: url.protocol === 'smtps:',
    // N27: to another machine a mail travels encrypted or not at all.
    requireTLS: !isOwnMachine,
    tls: { rejectUnauthorized: !isOwnMachine, minVersion: 'TLSv1.2' },
    name: new URL(config.siteUrl).hostname,
    connectionTimeout: seconds(20),
    greetingTimeout: seconds(20),
    socketTimeout: minutes(4),
  })
}

async function connect(url: URL): Promise<SMTPConnection> {
  const connection = openConnection(url)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Stays on: a connection that breaks while idle must not end the process.
  connection.on('error', reject)
  connection.on('end', () => reject(new Error('the mail server hung up')))
  connection.connect((error?: Error) => (error ? reject(error) : resolve()))
  try {
    await promise
    if (url.username) await logIn(connection, url)
    return connection
  } catch (error) {
    connection.close()
    throw new Unreachable((error as Error).message)
  }
}

function logIn(connection: SMTPConnection, url: URL): Promise<void> {
  const credentials = { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
  return new Promise((resolve, reject) => {
    connection.login({ credentials }, (error) => (error ? reject(error) : resolve()))
  })
}

/** "550 5.1.1" out of the server's words. */
const codesOf = (fault: SmtpFault) =>
  /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(fault.response ?? '')?.[0].replace('-', ' ') ??
  String(fault.responseCode)

/** 530 to 538 speak of signing in and encryption: the operator can mend that while the mail waits. */
const isFinal = (code: number) => code >= 500 && !(code >= 530 && code <= 538)

function understand(fault: SmtpFault, hasBegun: boolean): Error {
  // 421 closes the connection (enough mails, a restart): it says nothing about this mail.
  const isClosing = fault.responseCode === 421 && !hasBegun
  const isAboutThisMail = !isClosing && (fault.code === 'EENVELOPE' || fault.code === 'EMESSAGE')
  if (isAboutThisMail && fault.responseCode) return new Refused(codesOf(fault), isFinal(fault.responseCode))
  if (hasBegun) return new MayHaveLeft('the mail server did not say whether it took the mail')
  return new Unreachable(fault.message)
}

async function converse(connection: SMTPConnection, letter: Letter, handOver: () => Promise<void>) {
  const bytes = composeMail(letter, false)
  const envelope = { from: config.mailFrom, to: readAddress(letter.to).address, size: bytes.length }
  const outcome = { hasBegun: false, stopped: undefined as unknown }
  // Read only once the server has answered DATA, so the state is noted right before the first byte.
  async function* message() {
    try {
      await handOver()
    } catch (error) {
      outcome.stopped = error
      throw error
    }
    outcome.hasBegun = true
    yield bytes
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  connection.send(envelope, Readable.from(message()), (fault) => {
    if (!fault) resolve()
    else reject(outcome.stopped ?? understand(fault, outcome.hasBegun))
  })
  await promise
}

/** One connection for as long as it lasts; after any fault the next mail gets a new one. */
export function openSmtp(url: URL): Transport {
  let idle: SMTPConnection | undefined
  const send: Transport['send'] = async (letter, handOver) => {
    const old = idle?.destroyed === false ? idle : undefined
    const used = old ?? (await connect(url))
    idle = undefined
    try {
      await converse(used, letter, handOver)
      idle = used
    } catch (fault) {
      used.close()
      // The server had enough of the old connection; that is no reason to make the mail wait.
      if (old && fault instanceof Unreachable) return send(letter, handOver)
      throw fault
    }
  }
  return { isRepeatable: false, send, close: () => idle?.quit() }
}
