import { NONE } from './row.ts'

/**
 * What a hop keeps beyond its row when its request or answer takes time in itself, or when pauses and durations are
 * limited. Most hops have none.
 */
export class StreamState {
  /** When the client has sent its last byte. */
  requestEndNs: number
  /** When the answer's first byte reached the client; NONE = not yet. */
  firstByteNs = NONE
  /** Deadlines of the stream, of its attempt; NONE = not armed. */
  idleNs = NONE
  durationNs = NONE
  tryIdleNs = NONE
  tryDurationNs = NONE

  constructor(requestEndNs: number) {
    this.requestEndNs = requestEndNs
  }

  /** The client has headers: nothing can be retried or answered otherwise any more. */
  get begun(): boolean {
    return this.firstByteNs !== NONE
  }

  endAttempt(): void {
    this.tryIdleNs = NONE
    this.tryDurationNs = NONE
  }
}
