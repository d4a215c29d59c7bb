// Ports that nobody listens on.
import { createServer } from 'node:net'

/** Ports below those that the system gives out by itself, so that no client socket takes one in between. */
export async function freePorts(count, from) {
  const ports = []
  for (let port = from; ports.length < count; port++) if (await isFree(port)) ports.push(port)
  return ports
}

function isFree(port) {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
