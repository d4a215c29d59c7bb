import type { MeshDiff } from '../../dataplane/mesh-diff.ts'
import type { Origin } from '../../dataplane/origin.ts'
import { explainCommand } from './example.ts'
import type { DiffNames } from './words.ts'

/** The whole difference; `explain` has the command for each side whose files are at hand. */
export function diffJson({ entries, servers, resources, assumed }: MeshDiff, names: DiffNames): string {
  const value = {
    changed: entries.length + servers.length > 0,
    entries: entries.map(({ baseOrigins, headOrigins, example, ...entry }) => ({
      ...entry,
      base: baseOrigins.map(lineOf),
      head: headOrigins.map(lineOf),
      ...(example && { example, explain: commands(example, names) }),
    })),
    servers: servers.map(({ baseOrigins, headOrigins, ...change }) => ({
      ...change,
      base: baseOrigins.map(lineOf),
      head: headOrigins.map(lineOf),
    })),
    resources: resources.map(({ resource, what, place }) => ({ resource, what, ...place })),
    assumed,
  }
  return `${JSON.stringify(value, (name, inner: unknown) => (name.endsWith('Origin') ? undefined : inner), 2)}\n`
}

function commands(example: Parameters<typeof explainCommand>[0], { base, head }: DiffNames) {
  return {
    ...(base.length > 0 && { base: explainCommand(example, base) }),
    ...(head.length > 0 && { head: explainCommand(example, head) }),
  }
}

function lineOf({ resource, place: { file, line, column } }: Origin) {
  return { resource, file, line, column }
}
