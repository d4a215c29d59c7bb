import ts from 'typescript'
import { type Check, findInCode } from './source.ts'

const SWITCHED_OFF = /^(it|test|describe|suite|bench)\.(.*\.)?(skip|only|todo|fails)$/

/** A test that is switched off, or that switches off the others, tests nothing. */
export const switchedOff: Check = file => {
  if (!file.path.endsWith('.test.ts')) return []
  return findInCode(file, node => {
    const name = ts.isPropertyAccessExpression(node) ? node.getText() : ''
    const alias = ts.isCallExpression(node) && /^(xit|xtest|xdescribe|fit|fdescribe)$/.test(node.expression.getText())
    return SWITCHED_OFF.test(name) || alias ? 'no skipped or focused tests: make it pass, or delete it' : undefined
  })
}

/** Chance and clocks make a test fail on a Tuesday. */
export const flaky: Check = file => {
  if (!file.path.endsWith('.test.ts')) return []
  return findInCode(file, node =>
    ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random'
      ? 'no unseeded chance in tests: stream(seed, ...) of kernel/rng.ts, or fast-check'
      : undefined,
  )
}
