import type { CodePage } from './check.ts'

const GOOD = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    # meshsim-ignore MS2401: the Service comes with the next release
    - route: [{ destination: { host: web-next } }]
`

/** Pages of the comments that suppress findings. */
export const SUPPRESSION_PAGES: readonly CodePage[] = [
  {
    code: 'MS2591',
    title: 'a comment that ignores a finding without a reason',
    level: 'warning',
    meaning:
      'A finding is ignored only by a comment that says why: the next reader can’t tell a decision from an oversight.',
    fix: 'Write the reason behind a colon: `# meshsim-ignore MS2401: reason`.',
    bad: GOOD.replace(': the Service comes with the next release', ''),
    good: GOOD,
  },
  {
    code: 'MS2592',
    title: 'a comment that ignores a finding that is not there',
    level: 'warning',
    meaning: 'What it was about has been put right or has moved: left standing, it would hide the next finding.',
    fix: 'Remove the comment, or move it to the line of the finding, or alone to the line above.',
    bad: GOOD.replace('web-next', 'web'),
    good: GOOD,
  },
]
