import { RE2JS } from 're2js'

/** A regular expression as Envoy's RE2 takes it, or why RE2 refuses it. */
export type Re2 = { readonly program: RE2JS } | { readonly program?: undefined; readonly problem: string }

const known = new Map<string, Re2>()

/**
 * Compiles a pattern in RE2's syntax. Remembered, since compiling takes longer than anything else that is done with a
 * pattern: whoever checks it and whoever matches by it share one program.
 */
export function re2(pattern: string): Re2 {
  let compiled = known.get(pattern)
  if (!compiled) {
    compiled = compile(pattern)
    known.set(pattern, compiled)
  }
  return compiled
}

function compile(pattern: string): Re2 {
  try {
    return { program: RE2JS.compile(pattern) }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return { problem: text.replace(/^error parsing regexp: /, '') }
  }
}
