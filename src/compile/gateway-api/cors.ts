import { type Fields, fields, optionalBoolean, optionalNumber, texts } from '../istio/field.ts'
import { regexLiteral } from './regex-literal.ts'

const DEFAULT_MAX_AGE_SECONDS = 5

/** A CORS filter in the form of a VirtualService's `corsPolicy` (conversion.go:createCorsFilter). */
export function corsOf(filter: Fields): Fields {
  const cors = fields(filter.cors)
  const allowCredentials = optionalBoolean(cors.allowCredentials)
  return {
    allowOrigins: texts(cors.allowOrigins)
      .filter(origin => origin !== '')
      .map(originMatch),
    ...(allowCredentials === undefined ? {} : { allowCredentials }),
    allowMethods: texts(cors.allowMethods),
    allowHeaders: texts(cors.allowHeaders),
    exposeHeaders: texts(cors.exposeHeaders),
    maxAge: `${optionalNumber(cors.maxAge) ?? DEFAULT_MAX_AGE_SECONDS}s`,
    unmatchedPreflights: 'IGNORE',
  }
}

/** A star stands for anything. */
function originMatch(origin: string): Fields {
  if (!origin.includes('*')) return { exact: origin }
  return { regex: origin.split('*').map(regexLiteral).join('.*') }
}
