import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.restoreAllMocks()
  vi.doUnmock('meshsim')
})

/** The package by its own name, but from the sources: what is built may be older. */
it('examples/failover.mjs prints what is recorded', async () => {
  vi.doMock('meshsim', () => import('../../src/index.ts'))
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation(line => void lines.push(String(line)))
  // A variable, since an example has no types of its own.
  const example = '../../examples/failover.mjs'
  await import(example)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('failover.out')
})
