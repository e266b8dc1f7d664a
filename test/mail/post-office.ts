import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

export interface Delivery {
  to: string
  source: string
  isEncrypted: boolean
}

type Answer = (error?: Error | null) => void

export interface PostOffice {
  url: string
  /** What the server said yes to. */
  taken: Delivery[]
  /** Replaceable: what happens before the answer to RCPT TO, and when DATA begins. */
  onRecipient: (address: string, session: SMTPServerSession) => Promise<void> | void
  onMessage: (delivery: Delivery, session: SMTPServerSession) => Promise<void> | void
  onData: (stream: SMTPServerDataStream, session: SMTPServerSession) => Promise<void> | void
  onConnection: () => Promise<void> | void
  sockets(): Set<Socket>
  reset(): void
  close(): Promise<void>
}

/** A real mail server on this machine, told by the test how to behave. */
export async function openPostOffice(disabledCommands: string[] = []): Promise<PostOffice> {
  const nothing = () => undefined
  const answerBy = async (work: () => Promise<void> | void, answer: Answer) => {
    try {
      await work()
      answer()
    } catch (error) {
      answer(error as Error)
    }
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands,
    onConnect: (_session, answer) => answerBy(() => office.onConnection(), answer),
    onRcptTo: (address, session, answer) =>
      answerBy(() => office.onRecipient(address.address, session), answer),
    onData: (stream, session, answer) =>
      answerBy(async () => {
        await office.onData(stream, session)
        const source = (await buffer(stream)).toString()
        const to = session.envelope.rcptTo.map(({ address }) => address).join()
        const delivery = { to, source, isEncrypted: session.secure }
        await office.onMessage(delivery, session)
        office.taken.push(delivery)
      }, answer),
  })
  server.on('error', nothing)
  const sockets = new Set<Socket>()
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const office: PostOffice = {
    url: `smtp://127.0.0.1:${port}`,
    taken: [],
    sockets: () => sockets,
    onRecipient: nothing,
    onMessage: nothing,
    onData: nothing,
    onConnection: nothing,
    reset() {
      Object.assign(office, {
        onRecipient: nothing,
        onMessage: nothing,
        onData: nothing,
        onConnection: nothing,
      })
      office.taken.length = 0
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return office
}

export function refusal(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode })
}
