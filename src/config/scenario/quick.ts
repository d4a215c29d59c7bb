import type { Diagnostic } from '../diagnostic.ts'
import { initScenario, QUICK_SOURCE, type QuickOptions } from './init.ts'
import { type ReadScenario, readScenario } from './read.ts'
import type { Named, Scenario } from './scenario.ts'
import type { ScenarioFiles } from './scenario-files.ts'

/** Stands for the file that the quick form does not have. */
export const QUICK_FILE = 'the quick form'

/** Where the user said what a part of the scenario holds. */
const FLAGS: readonly (readonly [path: string, flag: string])[] = [
  ['mesh.files', '-f'],
  [`traffic.${QUICK_SOURCE}.to`, '--to'],
  [`traffic.${QUICK_SOURCE}.from`, '--from'],
  [`traffic.${QUICK_SOURCE}.rate`, '--rate'],
  ['duration', '--duration'],
]

/**
 * The scenario of `meshsim run -f mesh/ --to URL`: what `initScenario` writes, read, except that workloads keep their
 * default behaviour unstated, so that the run tells it was assumed. `set` as for a scenario file; the source is `requests`.
 */
export function quickScenario(
  options: QuickOptions & { readonly set?: readonly string[] },
  files: ScenarioFiles,
): ReadScenario {
  const text = initScenario(options, { workloads: false })
  const { scenario, diagnostics } = readScenario(text, QUICK_FILE, { files, id: 'quick', set: options.set })
  return { ...(scenario && { scenario: atFlags(scenario) }), diagnostics: diagnostics.map(diagnosticAtFlag) }
}

/** Names stand where the user wrote them: on the command line, which has no lines. */
function atFlags(scenario: Scenario): Scenario {
  return {
    ...scenario,
    traffic: scenario.traffic.map(source => ({
      ...source,
      place: flagPlace('--to'),
      to: namedAt(source.to, '--to'),
      ...(source.from && { from: namedAt(source.from, '--from') }),
    })),
  }
}

function namedAt(named: Named, flag: string): Named {
  return named.place.file === QUICK_FILE ? { ...named, place: flagPlace(flag) } : named
}

function diagnosticAtFlag(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.place.file !== QUICK_FILE) return diagnostic
  const { code, level, message, help } = diagnostic
  const [path, flag] = FLAGS.find(([start]) => message.startsWith(start)) ?? ['', 'the command line']
  const plain = message.slice(path.length).replace(/^(\[\d+\])?: /, '')
  const here = help?.replace('the folder of the scenario file', 'the working directory')
  return { code, level, message: plain, place: flagPlace(flag), ...(here && { help: here }) }
}

function flagPlace(flag: string): { readonly file: string; readonly line: number; readonly column: number } {
  return { file: flag, line: 0, column: 0 }
}
