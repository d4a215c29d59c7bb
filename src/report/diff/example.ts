import type { ExampleRequest } from '../../dataplane/mesh-diff.ts'

/** The command that tells one side's way of an example; `files` as `-f` takes them. */
export function explainCommand({ from, method, url, headers }: ExampleRequest, files: readonly string[]): string {
  const words = [
    ...files.flatMap(file => ['-f', file]),
    ...(from === undefined ? [] : ['--from', from]),
    method,
    url,
    ...headers.flatMap(([name, value]) => ['-H', `${name}:${value}`]),
  ]
  return ['meshsim explain', ...words.map(shellWord)].join(' ')
}

function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
