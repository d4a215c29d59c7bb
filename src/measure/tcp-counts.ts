/** What went over the TCP connections of some hops. */
export interface TcpFigures {
  /** Those that came about; the others were refused, or found no host. Counted when they end, as all hops are. */
  readonly connections: number
  /** From the caller to the server, and back: istio_tcp_sent_bytes_total and istio_tcp_received_bytes_total swap the two. */
  readonly sentBytes: number
  readonly receivedBytes: number
}

/** TCP connections of one cell by segment; empty for hops that are requests. */
export type TcpCounts = (TcpFigures | undefined)[]

const NOTHING: TcpFigures = { connections: 0, sentBytes: 0, receivedBytes: 0 }

export function addTcp(a: TcpFigures | undefined, b: TcpFigures): TcpFigures {
  const { connections, sentBytes, receivedBytes } = a ?? NOTHING
  return {
    connections: connections + b.connections,
    sentBytes: sentBytes + b.sentBytes,
    receivedBytes: receivedBytes + b.receivedBytes,
  }
}

/** Undefined where no hop was a TCP connection. @param first of the segments @param end behind the last of them */
export function sumTcp(counts: Iterable<TcpCounts>, first: number, end: number): TcpFigures | undefined {
  let sum: TcpFigures | undefined
  for (const bySegment of counts) for (const each of bySegment.slice(first, end)) if (each) sum = addTcp(sum, each)
  return sum
}
