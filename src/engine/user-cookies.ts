import { CookieJar, withCookies } from '../traffic/cookie-jar.ts'
import { cookieValue } from './hashing.ts'
import { BY_SOURCE, BY_VISIT, type Row } from './row.ts'
import type { SourceState } from './source-state.ts'
import type { World } from './world.ts'

/**
 * A server's answer goes on to the caller, with the cookies that this proxy made up and those of proxies behind it: a gateway
 * passes them on, a user keeps them. Applications throw them away, as HTTP clients do unless told otherwise.
 */
export function passCookies(world: World, row: Row): void {
  const { decision, caller, parent, source, user } = row
  const gateway = caller === BY_VISIT && parent?.pod.role === 'gateway' ? parent : null
  if (source.users === null || (gateway === null && caller !== BY_SOURCE)) return
  const made = decision?.madeUp?.cookies ?? []
  const value = made.length === 0 ? '' : `"${cookieValue(world, row)}"`
  const cookies = [...(row.cookies ?? []), ...made.map(cookie => ({ ...cookie, value }))]
  if (gateway !== null) {
    gateway.cookies = cookies
    return
  }
  source.jar ??= new CookieJar()
  const { request } = world.shapes.of(row.shape)
  for (const cookie of cookies) source.jar.keep(user, request, cookie, world.queue.nowNs)
}

/** Shape of a user's next request, with the cookies that the user has kept. */
export function shapeWithCookies(world: World, { jar }: SourceState, user: number, shape: number): number {
  if (jar === null) return shape
  const { request, target } = world.shapes.of(shape)
  const header = jar.headerFor(user, request, world.queue.nowNs)
  return header === undefined ? shape : world.shapes.intern(withCookies(request, header), target)
}
