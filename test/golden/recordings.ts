import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { CaseFiles } from '../../src/routing/golden/recording.ts'
import { reportCase } from '../../src/routing/golden/report.ts'
import { runCase } from '../../src/routing/golden/run-case.ts'
import exceptions from './exceptions.json' with { type: 'json' }

/** A packed set of recordings: `recorded/<set>.jsonl.gz`, made by `pack.mjs`. */
export function readRecordings(set: string): readonly CaseFiles[] {
  const packed = readFileSync(new URL(`recorded/${set}.jsonl.gz`, import.meta.url))
  return gunzipSync(packed)
    .toString('utf8')
    .split('\n')
    .map(line => JSON.parse(line) as CaseFiles)
}

/** One block of text per call in which meshsim disagrees, exceptions left out. */
export async function disagreements(files: CaseFiles): Promise<readonly string[]> {
  return reportCase(files.name, await runCase(files), exceptions).lines
}
