import type { Headers } from '../../dataplane/request.ts'
import type { Answer } from './answer.ts'
import { type SuiteCase, wantedStatuses } from './suite.ts'

/** One thing that is not as the suite wants it. */
export interface Difference {
  readonly what: string
  readonly wanted: string
  readonly got: string
}

/** What of an answer is not as wanted; back-end and headers only count where a back-end can have answered. */
export function differences(wanted: SuiteCase, answer: Answer): readonly Difference[] {
  const statuses = wantedStatuses(wanted)
  const found: Difference[] = []
  const check = (what: string, isRight: boolean, want: string, got: string) => {
    if (!isRight) found.push({ what, wanted: want, got })
  }
  check('status', statuses.includes(answer.status), statuses.join(' or '), String(answer.status))
  if (wanted.RedirectRequest) {
    const { Scheme, Host, Port, Path } = wanted.RedirectRequest
    const [, scheme = '', host = '', port = '', path = ''] =
      /^(\w+):\/\/([^/:]*)(?::(\d+))?([^?]*)/.exec(answer.location ?? '') ?? []
    check('redirect scheme', Scheme === undefined || Scheme === scheme, Scheme ?? '', scheme)
    check('redirect host', Host === undefined || Host === host, Host ?? '', host)
    check('redirect port', isSamePort(Port, port, scheme), Port ?? '(none)', port || '(none)')
    check('redirect path', Path === undefined || Path === path, Path ?? '', path)
  }
  if (answer.status !== 200 && answer.status !== 204) return found
  const name = `${wanted.Namespace === undefined ? '' : `${wanted.Namespace}/`}${wanted.Backend ?? ''}`
  const pods = answer.pods.map(pod => (wanted.Namespace === undefined ? pod.slice(pod.indexOf('/') + 1) : pod))
  const isRightPod = wanted.Backend === undefined || (pods.length > 0 && pods.every(pod => pod.startsWith(name)))
  check('back-end', isRightPod, name, pods.join(', ') || '(none)')
  const expected = wanted.ExpectedRequest
  const path = expected?.Request?.Path ?? wanted.Request.Path ?? '/'
  check('path at the back-end', answer.seen === undefined || answer.seen.path === path, path, answer.seen?.path ?? '')
  const host = expected?.Request?.Host
  check(
    'host at the back-end',
    host === undefined || host === answer.seen?.authority,
    host ?? '',
    answer.seen?.authority ?? '',
  )
  const sent = answer.seen?.headers ?? new Map()
  headerDifferences(found, 'request header', expected?.Request?.Headers, expected?.AbsentHeaders, sent)
  headerDifferences(found, 'response header', wanted.Response?.Headers, wanted.Response?.AbsentHeaders, answer.headers)
  for (const [header, values] of Object.entries(wanted.Response?.ValidHeaderValues ?? {})) {
    const got = answer.headers.get(header.toLowerCase())?.join(',') ?? '(absent)'
    check(`response header ${header}`, values.includes(got), values.join(' or '), got)
  }
  for (const { Name, Namespace } of wanted.MirroredTo ?? []) {
    const mirror = `${Namespace ?? wanted.Namespace ?? ''}/${Name}`
    const pods = answer.mirrored.filter(pod => pod.startsWith(mirror))
    check('mirror', pods.length > 0, mirror, answer.mirrored.join(', ') || '(none)')
  }
  return found
}

/** No port, and the scheme's own, are the same. */
function isSamePort(wanted: string | undefined, got: string, scheme: string): boolean {
  const own = scheme === 'https' ? '443' : '80'
  return (wanted || own) === (got || own)
}

function headerDifferences(
  found: Difference[],
  what: string,
  wanted: Readonly<Record<string, string>> | undefined,
  absent: readonly string[] | undefined,
  headers: Headers,
): void {
  for (const [name, value] of Object.entries(wanted ?? {})) {
    const got = headers.get(name.toLowerCase())?.join(',')
    if (withoutBlanks(got) !== withoutBlanks(value))
      found.push({ what: `${what} ${name}`, wanted: value, got: got ?? '(absent)' })
  }
  for (const name of absent ?? []) {
    const got = headers.get(name.toLowerCase())
    if (got) found.push({ what: `${what} ${name}`, wanted: '(absent)', got: got.join(',') })
  }
}

function withoutBlanks(text: string | undefined): string | undefined {
  return text?.replaceAll(/,\s+/g, ',')
}
