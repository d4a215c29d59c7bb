import type { HeaderMutation } from '../../dataplane/route.ts'

/** One thing that can differ: equal keys mean equal behaviour, the text is for people. */
export interface Fact {
  readonly key: string
  readonly text: string
}

export function mutation({ set, add, remove }: HeaderMutation): Fact | undefined {
  const parts = [
    ...remove.map(name => `remove ${name}`),
    ...set.map(([name, value]) => `set ${name}: ${value}`),
    ...add.map(([name, value]) => `add ${name}: ${value}`),
  ]
  return parts.length === 0 ? undefined : plain(parts.join(', '))
}

export function plain(text: string): Fact {
  return { key: text, text }
}

/** Any value, without the places it comes from. */
export function json(value: unknown): Fact {
  const key = JSON.stringify(value, (name, inner: unknown) => (name === 'origin' ? undefined : inner)) ?? ''
  return {
    key,
    text: key
      .replaceAll('"', '')
      .replace(/^\{(.*)\}$/, '$1')
      .replace(/(\w+)Ns:(\d+)/g, inSeconds),
  }
}

function inSeconds(_whole: string, name: string, ns: string): string {
  return `${name}:${seconds(Number(ns))}`
}

export function seconds(ns: number): string {
  return `${ns / 1e9}s`
}

/** `maxStreamDurationNs` -> `max stream duration`. */
export function wordsOf(name: string): string {
  return name.replace(/Ns$/, '').replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
}
