import type { TcpTraffic } from '../scenario.ts'
import { distribution, size } from './figure.ts'
import { defaulted, object, optional } from './object.ts'
import { meaning, type Shape } from './shape.ts'

/** `tcp:` of a source or a call. */
export const tcpShape: Shape<TcpTraffic> = meaning(
  object('TCP connection', {
    duration: optional(
      distribution('s'),
      'How long the connection lasts once it is up; no worker of the server is held meanwhile. Default: one exchange: ' +
        'a worker of the server takes it for its service time, makes the calls of the workload, and the connection ends.',
      { example: 'exp(2s)' },
    ),
    pause: optional(
      distribution('s'),
      'Time without a byte between two exchanges, the first of which comes at the start: what an idle timeout is held ' +
        'against. Default: bytes flow all the time; of a single exchange, until the answer.',
      { example: '30s' },
    ),
    sent: defaulted(size, '0B', 'Bytes that the caller sends.', { example: '1kB' }),
    received: defaulted(size, '0B', 'Bytes that the caller receives.', { example: '10kB' }),
  }),
  ({ duration, pause, sent, received }) => ({
    ...(duration && { duration }),
    ...(pause && { pause }),
    sentBytes: sent,
    receivedBytes: received,
  }),
)
