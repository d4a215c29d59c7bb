/** Whether a path given by the user is a pattern rather than a name. */
export function isGlob(path: string): boolean {
  return /[*?{]/.test(path)
}

/** The folder above the first step that holds a wildcard: where a walk has to begin. `''` = the current folder. */
export function globRoot(pattern: string): string {
  const steps = pattern.split('/')
  const fixed = steps.slice(0, steps.findIndex(isGlob))
  return fixed.length === 1 && fixed[0] === '' ? '/' : fixed.join('/')
}

/**
 * A pattern as a regular expression over whole paths with `/`: `*` and `?` stay within a step, `**` spans any number of steps
 * (also none), `{a,b}` is a choice. As in a shell, wildcards do not meet a leading dot.
 */
export function globToRegExp(pattern: string): RegExp {
  let source = ''
  let depth = 0
  let at = 0
  while (at < pattern.length) {
    const character = pattern[at]
    const isStepStart = at === 0 || pattern[at - 1] === '/'
    if (pattern.startsWith('**/', at) && isStepStart) {
      source += '(?:(?!\\.)[^/]*/)*'
      at += 3
      continue
    }
    if (pattern.startsWith('**', at)) {
      source += isStepStart ? '(?:(?!\\.)[^/]+(?:/(?!\\.)[^/]+)*)' : '[^/]*'
      at += 2
      continue
    }
    if (character === '*') source += isStepStart ? '(?!\\.)[^/]*' : '[^/]*'
    else if (character === '?') source += isStepStart ? '(?!\\.)[^/]' : '[^/]'
    else if (character === '{' && pattern.indexOf('}', at) > at) {
      source += '(?:'
      depth++
    } else if (character === '}' && depth > 0) {
      source += ')'
      depth--
    } else if (character === ',' && depth > 0) source += '|'
    else source += character.replace(/[.+^$()|[\]\\{}]/, '\\$&')
    at++
  }
  return new RegExp(`^${source}${')'.repeat(depth)}$`)
}
