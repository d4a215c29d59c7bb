import type { Request } from '../dataplane/request.ts'
import { SECOND } from '../kernel/time.ts'

/** A cookie as an answer sets it. */
export interface SetCookie {
  readonly name: string
  /** As written, with its quotes. */
  readonly value: string
  /** Absent = the folder of the path that was asked for. */
  readonly path?: string
  /** 0 = until the session ends, which outlasts every run. */
  readonly maxAgeSeconds: number
}

interface Kept {
  readonly name: string
  readonly value: string
  readonly authority: string
  readonly path: string
  readonly untilNs: number
}

/** Cookies that the users of a closed loop keep, each its own, as a browser does (RFC 6265, 5.3 and 5.4; no domains, no Secure). */
export class CookieJar {
  private readonly ofUser = new Map<number, readonly Kept[]>()

  /** An answer to `request` sets a cookie: it takes the place of the one of its name, host and path. */
  keep(user: number, request: Request, { name, value, path, maxAgeSeconds }: SetCookie, nowNs: number): void {
    const { authority } = request
    const where = path?.startsWith('/') ? path : folderOf(pathOf(request))
    const untilNs = maxAgeSeconds > 0 ? nowNs + maxAgeSeconds * SECOND : Number.POSITIVE_INFINITY
    const isOther = (kept: Kept) => kept.name !== name || kept.authority !== authority || kept.path !== where
    const others = (this.ofUser.get(user) ?? []).filter(isOther)
    this.ofUser.set(user, [...others, { name, value, authority, path: where, untilNs }])
  }

  /** What the user adds to the Cookie header of the request; undefined = nothing. */
  headerFor(user: number, request: Request, nowNs: number): string | undefined {
    const kept = this.ofUser.get(user)
    if (kept === undefined) return undefined
    const path = pathOf(request)
    const sent = kept.filter(
      each => each.untilNs > nowNs && each.authority === request.authority && covers(each.path, path),
    )
    if (sent.length === 0) return undefined
    return sent
      .sort((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }
}

/** A header line beside the cookies that the request has by itself. */
export function withCookies(request: Request, added: string): Request {
  const own = request.headers.get('cookie') ?? []
  return { ...request, headers: new Map(request.headers).set('cookie', [[...own, added].join('; ')]) }
}

function pathOf({ path }: Request): string {
  const queryAt = path.indexOf('?')
  return queryAt < 0 ? path : path.slice(0, queryAt)
}

/** RFC 6265, 5.1.4: the path up to its last slash, without it. */
function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash <= 0 ? '/' : path.slice(0, slash)
}

/** RFC 6265, 5.1.4. */
function covers(cookiePath: string, path: string): boolean {
  if (!path.startsWith(cookiePath)) return false
  return path.length === cookiePath.length || cookiePath.endsWith('/') || path[cookiePath.length] === '/'
}
