/**
 * Many readers in a process of their own, so that they cost the site nothing but their connections. They speak just enough
 * of the protocol to enter one room and to hear.
 */
interface Order {
  url: string
  room: string
  since: unknown
  size: number
  event: string
}

const { url, room, since, size, event } = JSON.parse(String(process.argv[2])) as Order
const address = `${url.replace('http', 'ws')}/live/?EIO=4&transport=websocket`
const join = `420${JSON.stringify(['join', room, since])}`
const beginning = `42["${event}"`

let delays: number[] = []
let arrivals: number[] = []
let sample = ''

function hear(text: string): void {
  if (!text.startsWith(beginning)) return
  const now = Date.now()
  const at = text.indexOf('datetime=\\"')
  delays.push(at < 0 ? 0 : now - Date.parse(text.slice(at + 11, at + 35)))
  arrivals.push(now)
  sample = text
}

function enter(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = new WebSocket(address)
  socket.onerror = () => reject(new Error('A reader could not connect.'))
  socket.onmessage = ({ data }) => {
    const text = String(data)
    if (text.startsWith('0')) socket.send('40')
    else if (text.startsWith('40')) socket.send(join)
    else if (text === '2') socket.send('3')
    else if (text.startsWith('430')) text.includes('"ok":true') ? resolve() : reject(new Error(text))
    else hear(text)
  }
  return promise
}

// Some at a time: a thousand handshakes at once measure nothing but patience.
for (let from = 0; from < size; from += 50)
  await Promise.all(Array.from({ length: Math.min(50, size - from) }, enter))
process.on('message', () => {
  process.send?.({ delays, arrivals, sample })
  delays = []
  arrivals = []
})
process.on('disconnect', () => process.exit())
process.send?.({ port: 0 })
