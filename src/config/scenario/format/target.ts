import { mistake, type Parsed, parsed, quoted } from '../parsed.ts'
import type { Named } from '../scenario.ts'
import { scalar } from './scalar.ts'
import { meaning, type Shape } from './shape.ts'

const HELP =
  'write a URL (http://bookinfo.example/productpage) or a Service as host[:port][/path] (reviews:9080/reviews/0)'

/** Form of what a request is sent to; whether somebody serves it is for the engine to find out. */
export function parseTarget(text: string): Parsed<string> {
  const [, scheme, authority] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/]*)/i.exec(text) ?? []
  if (/\s/.test(text)) return mistake('MS3006', `${quoted(text)} holds a space`, HELP)
  if (scheme !== undefined && !/^https?$/.test(scheme)) {
    return mistake('MS3008', `${quoted(scheme)} is not a scheme that is simulated`, 'write http:// or https://')
  }
  const port = /:(\d+)$/.exec(authority)?.[1]
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) {
    return mistake('MS3007', `port ${port} does not exist`, 'a port is from 1 to 65535')
  }
  if (!/^([\p{L}\p{N}_.-]+|\[[0-9a-fA-F:.]+\])(:\d+)?$/u.test(authority)) {
    return mistake('MS3006', `${quoted(text)} is neither a URL nor a Service`, HELP)
  }
  return parsed(text)
}

export const targetSyntax: Shape<Named> = meaning(
  scalar('URL or Service', parseTarget, { minLength: 1 }),
  (name, cursor) => ({ name, place: cursor.source.place }),
)
