import type { Arrivals } from '../traffic/arrivals/arrivals.ts'
import type { CookieJar } from '../traffic/cookie-jar.ts'
import type { RequestShapes } from '../traffic/mix.ts'
import type { Users } from '../traffic/users.ts'
import type { Entry } from './entry.ts'
import type { TcpDraws } from './tcp-connection.ts'

/** One traffic source of a run. */
export interface SourceState {
  readonly index: number
  readonly name: string
  readonly nameHash: number
  readonly entry: Entry
  readonly requests: RequestShapes
  /** Shape in the run's table by the source's own index of a request. */
  readonly shapes: (number | undefined)[]
  /** Port that a client dials. */
  readonly port: number
  /** Open loop or replay; null for a closed loop. */
  readonly arrivals: Arrivals | null
  readonly users: Users | null
  /** First user's number among the users of all sources. */
  readonly firstUser: number
  /** When its clients give up; 0 = never. */
  readonly timeoutNs: number
  /** Its requests are TCP connections; null = HTTP. */
  readonly tcp: TcpDraws | null
  /** Of its users; null = nobody has kept a cookie yet. */
  jar: CookieJar | null
  born: number
  answered: number
}
