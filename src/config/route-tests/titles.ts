import type { UntitledCheck } from './planned.ts'
import type { CallerSpec, PlannedCheck } from './route-tests.ts'

/** Gives every check of a test a title that no other has: what it has of its own, else the number of its case. */
export function titled(cases: readonly (readonly UntitledCheck[])[]): readonly PlannedCheck[] {
  const checks = cases.flatMap((all, index) => all.map(check => ({ check, number: index + 1 })))
  if (checks.length === 1) return [{ ...checks[0].check, title: '' }]
  const aspects = aspectsOf(checks.map(({ check }) => check))
  const titles = checks.map(({ check }) => aspects.map(aspect => aspect(check)).join(', '))
  const counts = new Map<string, number>()
  for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1)
  return checks.map(({ check, number }, i) => {
    const isOnly = counts.get(titles[i]) === 1
    return { ...check, title: isOnly ? titles[i] : [titles[i], `case ${number}`].filter(Boolean).join(', ') }
  })
}

type Aspect = (check: UntitledCheck) => string

/** What differs among the checks, in words. */
function aspectsOf(checks: readonly UntitledCheck[]): readonly Aspect[] {
  const headers = new Set(checks.flatMap(({ request }) => [...request.headers.keys()]))
  const all: readonly Aspect[] = [
    ({ from }) => callerWords(from),
    ({ request }) => (request.tls ? 'https' : 'http'),
    ({ request }) => request.host,
    ({ request }) => request.path,
    ({ request }) => request.method,
    ...[...headers].map(
      (name): Aspect =>
        ({ request }) =>
          `${name}: ${valueWords(request.headers.get(name))}`,
    ),
  ]
  return all.filter(aspect => new Set(checks.map(aspect)).size > 1)
}

function valueWords(values: readonly string[] | undefined): string {
  if (values === undefined) return 'absent'
  return values.map(value => (value === '' ? '""' : value)).join(', ')
}

function callerWords(from: CallerSpec | undefined): string {
  if (from === undefined) return 'from anywhere'
  const { workload, gateway, namespace, zone, port, tls } = from
  const words = [
    gateway === undefined ? `from ${workload}` : `from gateway ${gateway}`,
    namespace && `in ${namespace}`,
    zone && `in zone ${zone}`,
    port && `at port ${port}`,
    tls && 'with TLS',
  ]
  return words.filter(Boolean).join(' ')
}
