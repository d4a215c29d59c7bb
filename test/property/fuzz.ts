import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ScenarioParts } from '../engine/scenario-of.ts'
import { WORLD_PROPERTIES } from './world-properties.ts'

/** Worlds between two looks at the clock. */
const ROUND = 20

const { FUZZ_MINUTES = '1', FUZZ_SEED = '1', FUZZ_PROPERTY, FUZZ_PATH } = process.env

/** Every property in turn over worlds of ever new seeds, until the time is up or one fails. */
it('whatever happens to a mesh', () => {
  const ends = performance.now() + Number(FUZZ_MINUTES) * 60_000
  const named = Object.entries(WORLD_PROPERTIES).filter(
    ([name]) => FUZZ_PROPERTY === undefined || name === FUZZ_PROPERTY,
  )
  expect(named.length, `there is a property "${FUZZ_PROPERTY}"`).toBeGreaterThan(0)
  let seed = Number(FUZZ_SEED)
  let worlds = 0
  do {
    for (const [name, property] of named) {
      const settings =
        FUZZ_PATH === undefined ? { seed, numRuns: ROUND } : { seed, path: FUZZ_PATH, endOnFailure: true }
      const outcome = fc.check<[ScenarioParts]>(property as unknown as fc.IProperty<[ScenarioParts]>, settings)
      worlds += outcome.numRuns
      if (outcome.failed) throw new Error(failureText(name, outcome))
    }
    seed++
  } while (FUZZ_PATH === undefined && performance.now() < ends)
  console.log(`${worlds} worlds kept all ${named.length} properties (seeds ${FUZZ_SEED} to ${seed - 1})`)
})

/** The smallest world that was found, as the files that it is made of, and how to meet it again. */
function failureText(
  name: string,
  { counterexample, counterexamplePath, seed, errorInstance }: fc.RunDetails<[ScenarioParts]>,
) {
  const [world, ...rest] = counterexample ?? []
  return [
    `broken: ${name}`,
    String(errorInstance),
    ...(world
      ? [
          `# mesh.yaml\n${world.mesh}`,
          `# scenario.yaml, seed ${world.seed}, --set ${world.set?.join(' --set ')}\n${world.scenario}`,
        ]
      : []),
    ...Object.entries(world?.files ?? {}).map(([file, text]) => `# ${file}\n${text}`),
    ...(rest.length > 0 ? [`with ${JSON.stringify(rest)}`] : []),
    `repeat with: npm run fuzz -- --property '${name}' --seed ${seed} --path ${counterexamplePath}`,
  ].join('\n\n')
}
