/** Outcomes of pages in one spelling: parts in the order of their names, no flag where there is none. */

export function failedPage(status: number, flags: string): string {
  return flags === '' || flags === '-' ? `${status}` : `${status} ${flags}`
}

export function degradedPage(missing: readonly string[]): string {
  return `200 without ${[...missing].sort().join(', ')}`
}

/** The name of a recorded figure; of those that count outcomes of pages, in the spelling above. */
export function canonicalName(name: string): string {
  const outcome = /^client\.outcome\[(.+)\]$/.exec(name)?.[1]
  if (outcome === undefined) return name
  const missing = /^200 without (.+)$/.exec(outcome)?.[1]
  const canonical = missing === undefined ? outcome.replace(/ -$/, '') : degradedPage(partsOf(missing))
  return `client.outcome[${canonical}]`
}

function partsOf(text: string): string[] {
  return text.split(/[\s,+&]+/).filter(word => word !== '' && word !== 'and')
}
