import type { StringMatch } from '../../../dataplane/match.ts'
import type { CorsPolicy } from '../../../dataplane/route.ts'
import { SECOND } from '../../../kernel/time.ts'
import { type Fields, list, optionalBoolean, optionalDurationNs, texts } from '../field.ts'
import { parseStringMatch } from '../virtual-service/parse-match.ts'

/** core/route/route.go:TranslateCORSPolicy. */
export function translateCors(cors: Fields | undefined): CorsPolicy | undefined {
  if (!cors) return undefined
  const maxAgeNs = optionalDurationNs(cors.maxAge)
  return {
    allowOrigins: allowOrigins(cors),
    allowMethods: texts(cors.allowMethods).join(','),
    allowHeaders: texts(cors.allowHeaders).join(','),
    exposeHeaders: texts(cors.exposeHeaders).join(','),
    maxAge: maxAgeNs === undefined ? '' : String(Math.trunc(maxAgeNs / SECOND)),
    allowCredentials: optionalBoolean(cors.allowCredentials),
    forwardUnmatchedPreflights: cors.unmatchedPreflights !== 'IGNORE',
  }
}

/** `allowOrigin` is the old list of exact names. */
function allowOrigins(cors: Fields): readonly StringMatch[] {
  if (Array.isArray(cors.allowOrigins)) {
    return list(cors.allowOrigins).flatMap(entry => parseStringMatch(entry) ?? [])
  }
  return texts(cors.allowOrigin).map(value => ({ kind: 'exact', value, ignoreCase: false }))
}
