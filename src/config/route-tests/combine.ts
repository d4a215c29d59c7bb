import type { Place } from '../../kernel/place.ts'
import type { RequestLists } from './format/request.ts'
import type { CallerSpec, Expectation, PlannedCheck } from './route-tests.ts'

/** A test or a case of one, before its lists are multiplied. */
export interface Draft {
  readonly place: Place
  readonly from?: CallerSpec
  readonly request?: RequestLists
  readonly expect?: Expectation
}

interface Complete extends Draft {
  readonly request: RequestLists & { readonly host: readonly string[] }
  readonly expect: Expectation
}

/** Value of a header that is not sent. */
const ABSENT = 'absent'

/** One dimension of a request: what it is called in titles, and its values. */
interface Axis {
  readonly name: string
  readonly values: readonly string[]
}

/** A check for every combination of hosts, paths, methods and header values, the last one turning fastest. */
export function combine({ place, from, request, expect }: Complete): readonly PlannedCheck[] {
  const { host, path = ['/'], method = ['GET'], headers } = request
  const axes: readonly Axis[] = [
    { name: 'host', values: host },
    { name: 'path', values: path },
    { name: 'method', values: method },
    ...[...headers].map(([name, values]) => ({ name, values })),
  ]
  return product(axes.map(({ values }) => values)).map(([oneHost, onePath, oneMethod, ...values]) => ({
    title: titleOf(axes, [oneHost, onePath, oneMethod, ...values]),
    place,
    ...(from === undefined ? {} : { from }),
    request: {
      host: oneHost,
      path: onePath,
      method: oneMethod,
      headers: new Map(
        [...headers.keys()].flatMap((name, i) => (values[i] === ABSENT ? [] : [[name, [values[i]]] as const])),
      ),
    },
    expect,
  }))
}

/** What has several values, and headers always: they are what a case is about. */
function titleOf(axes: readonly Axis[], values: readonly string[]): string {
  return axes
    .flatMap(({ name, values: all }, i) => {
      if (i < 3) return all.length > 1 ? [values[i]] : []
      return [`${name}: ${values[i] === '' ? '""' : values[i]}`]
    })
    .join(', ')
}

function product(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>(
    (made, list) => made.flatMap(before => list.map(value => [...before, value])),
    [[]],
  )
}
