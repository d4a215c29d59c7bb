import { fieldTables } from '../scenario/format/reference.ts'
import { SUITE_FIELDS } from './format/suite.ts'

/** The text of `docs/route-tests-reference.md`: one table per mapping of the format, from the format itself. */
export function routeTestsReference(): string {
  return [
    '# Every key of a file of route tests',
    '',
    'Generated from the format table in `src/config/route-tests/format`; `npx vitest run test/config/route-tests -u` writes it',
    'again. How tests are written and run is told in [route-tests.md](route-tests.md).',
    '',
    MEANINGS,
    '',
    ...fieldTables(SUITE_FIELDS),
  ].join('\n')
}

const MEANINGS = `Percentages are \`90\` or \`90%\`; durations carry their unit. Some rules hold for several keys:

- Lists in a request multiply; a value that stands twice in a list is an error. \`absent\` as the value of a header means that it
  is not sent.
- A case takes over what it does not say: \`from\` as a whole, of \`request\`, its \`headers\`, \`expect\` and its \`not\` each key by
  itself. What a test says can be replaced by a case, not taken away.
- \`not\` without \`weight\`: no request at all may go there. Other keys of \`not\` each must not be so.
- Shares are met within 0.1 percent points, but 0 and 100 are exact: one request in ten thousand that goes elsewhere is not "all".
- A destination belongs to the key of \`split\` that says most of it: \`host/subset\`, then a subset, then a host. Two keys that may
  mean the same destination are an error.
- Paths begin with \`/\` (or are \`*\`, for OPTIONS), have their query and no \`#fragment\`; \`https://\` in \`url\` is \`tls: true\`.
- What can never hold, as a subset beside \`no-route\`, is an error of the file, not a failed test.`
