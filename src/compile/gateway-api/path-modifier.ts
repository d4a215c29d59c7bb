import { type Fields, fields, optionalFields, optionalNumber, text } from '../istio/field.ts'
import type { HttpMatch } from '../istio/virtual-service/virtual-service.ts'
import { regexLiteral } from './regex-literal.ts'

/** A RequestRedirect in the form of a VirtualService's `redirect` (conversion.go:createRedirectFilter). */
export function redirectOf(filter: Fields): Fields {
  const redirect = fields(filter.requestRedirect)
  const scheme = text(redirect.scheme)
  const port = optionalNumber(redirect.port)
  const path = optionalFields(redirect.path)
  return {
    redirectCode: optionalNumber(redirect.statusCode) ?? 302,
    ...(redirect.hostname === undefined ? {} : { authority: text(redirect.hostname) }),
    ...(scheme === '' ? {} : { scheme }),
    // Without a port of its own: the scheme's, or that of the listener.
    ...(port === undefined ? { derivePort: scheme === '' ? 'FROM_REQUEST_PORT' : 'FROM_PROTOCOL_DEFAULT' } : { port }),
    ...(text(path?.type) === 'ReplaceFullPath' ? { uri: text(path?.replaceFullPath) } : {}),
    ...(text(path?.type) === 'ReplacePrefixMatch' ? { prefix: text(path?.replacePrefixMatch) } : {}),
  }
}

/** A URLRewrite in the form of a VirtualService's `rewrite` (conversion.go:createRewriteFilter). */
export function rewriteOf(filter: Fields, { uri }: HttpMatch): Fields | undefined {
  const rewrite = fields(filter.urlRewrite)
  const path = optionalFields(rewrite.path)
  const parts: Fields = {
    ...(rewrite.hostname === undefined ? {} : { authority: text(rewrite.hostname) }),
    ...(path ? pathRewrite(path, uri?.kind === 'prefix' ? uri.value : '/') : {}),
  }
  return Object.keys(parts).length === 0 ? undefined : parts
}

function pathRewrite(path: Fields, prefix: string): Fields {
  if (text(path.type) === 'ReplaceFullPath') {
    return { uriRegexRewrite: { match: '/.*', rewrite: text(path.replaceFullPath) } }
  }
  const replacement = text(path.replacePrefixMatch).replace(/\/$/, '')
  if (replacement !== '') return { uri: replacement }
  // What is left after the prefix begins with one slash, whether the path had one there or not.
  return { uriRegexRewrite: { match: `^${regexLiteral(prefix.replace(/\/$/, ''))}(/?)(.*)`, rewrite: '/\\2' } }
}
