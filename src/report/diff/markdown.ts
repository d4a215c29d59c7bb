import type { MeshDiff } from '../../dataplane/mesh-diff.ts'
import { explainCommand } from './example.ts'
import {
  assumedText,
  changeText,
  type DiffNames,
  listed,
  originTexts,
  resourceTexts,
  verdict,
  whoText,
} from './words.ts'

/** For a comment under a pull request: one table row per difference, the commands folded away. */
export function diffMarkdown(diff: MeshDiff, names: DiffNames): string {
  const { entries, servers, assumed } = diff
  const files = names.head.length > 0 ? names.head : names.base
  const rows = [
    ...entries.map(entry => [
      whoText(entry),
      entry.changes.map(changeText).join('; '),
      originTexts(entry.baseOrigins),
      originTexts(entry.headOrigins),
    ]),
    ...servers.map(({ workloads, what, baseOrigins, headOrigins }) => [
      `calls to ${listed(workloads)}`,
      `${what.join(', ')}: changed`,
      originTexts(baseOrigins),
      originTexts(headOrigins),
    ]),
  ]
  const commands = entries.flatMap(({ example }) => (example ? [explainCommand(example, files)] : []))
  const lines = [
    `### meshsim diff: ${verdict(diff)}`,
    ...(rows.length > 0 ? ['', '| requests | what changes | base | head |', '|---|---|---|---|'] : []),
    ...rows.map(cells => `| ${cells.map(cell).join(' | ')} |`),
    ...folded('Requests to try', commands.length > 0 ? ['```sh', ...commands, '```'] : []),
    ...folded(
      'Text that changed',
      resourceTexts(diff).map(text => `- ${cell(text)}`),
    ),
    ...assumed.map(sentence => `\n> ${assumedText(sentence)}`),
  ]
  return `${lines.join('\n')}\n`
}

function folded(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `<details><summary>${title}</summary>`, '', ...lines, '', '</details>']
}

function cell(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replace(/\s*\n\s*/g, ' ')
}
