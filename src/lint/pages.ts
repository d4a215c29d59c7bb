import type { CodePage } from './check.ts'
import { CHECKS } from './checks.ts'
import { EXAMPLE_MESH } from './example-mesh.ts'
import { ROUTE_PAGES } from './route-pages.ts'
import { SERVED_PAGES } from './served-pages.ts'
import { SUPPRESSION_PAGES } from './suppression-pages.ts'

/** Every code that has a page, by code. */
export const PAGES: readonly CodePage[] = [...SERVED_PAGES, ...ROUTE_PAGES, ...CHECKS, ...SUPPRESSION_PAGES].sort(
  (a, b) => (a.code < b.code ? -1 : 1),
)

/** Title by code, of those that only lint says. */
export const LINT_CODES: Readonly<Record<string, string>> = Object.fromEntries(
  [...CHECKS, ...SUPPRESSION_PAGES].map(({ code, title }) => [code, title]),
)

/** One section of the page: what `meshsim explain CODE` prints. */
export function pageText({ code, title, meaning, fix, bad, good }: CodePage): string {
  return `## ${code}: ${title}

${meaning}

${fix}

Found in:

\`\`\`yaml
${bad}\`\`\`

Not found in:

\`\`\`yaml
${good}\`\`\`
`
}

/** docs/lint.md, whole. */
export function lintReference(): string {
  const index = PAGES.map(({ code, level, title }) => `| [${code}](#${anchorOf(code, title)}) | ${level} | ${title} |`)
  return `# What \`meshsim lint\` finds

Generated from the checks in \`src/lint\`; \`npx vitest run test/lint -u\` writes it again. \`meshsim explain MS2104\` prints one
section. Beside these, lint tells everything that reading the files tells: YAML that can't be read (MS1xxx) and resources that
istiod would refuse (MS20xx, MS22xx), and goes on without them.

\`meshsim lint PATH...\` exits 1 when there is an error, with \`--fail-on=warn\` also 3 when there is a warning, 2 when a file
can't be read. \`-o json\`, \`-o sarif\` and \`-o github\` are for machines.

A finding is ignored by a comment with a reason, at the end of its line or alone on the line above:

\`\`\`yaml
    # meshsim-ignore MS2104: kept until the old clients are gone
    - match: [{ uri: { exact: /api/v2 } }]
\`\`\`

| code | level | what |
|---|---|---|
${index.join('\n')}

${PAGES.map(pageText).join('\n')}
## The mesh of the examples

\`\`\`yaml
${EXAMPLE_MESH}\`\`\`
`
}

/** As GitHub makes anchors of headings. */
function anchorOf(code: string, title: string): string {
  return `${code} ${title}`
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')
}
