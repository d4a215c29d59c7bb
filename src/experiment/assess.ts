import type { Assertion, Condition } from '../config/scenario/assertion.ts'
import type { Measure } from '../config/scenario/measure.ts'
import { selectorText } from '../config/scenario/selector.ts'
import { type Answer, answer } from '../measure/query.ts'
import type { Recorder } from '../measure/recorder.ts'
import type { AssertionResult, Window } from '../measure/result.ts'
import { type Mark, WHOLE_RUN } from '../measure/windows.ts'

/** Puts every condition of every assertion to the finished run, in the order of the file. */
export function assess(
  assertions: readonly Assertion[],
  recorder: Recorder,
  windows: readonly Window[],
  marks: readonly Mark[],
): AssertionResult[] {
  return assertions.flatMap(assertion =>
    assertion.conditions.map(condition => check(assertion, condition, recorder, windows, marks)),
  )
}

function check(
  { selector }: Assertion,
  condition: Condition,
  recorder: Recorder,
  windows: readonly Window[],
  marks: readonly Mark[],
): AssertionResult {
  const { during, text, unit, place } = condition
  const { value, note } = figureOf({ ...condition, selector }, recorder, windows, marks)
  return {
    selector: selectorText(selector),
    condition: text,
    ...(during && { window: during.text }),
    ...(value !== undefined && { observed: value }),
    unit,
    passed: value !== undefined && holds(condition.test, value),
    ...(note !== undefined && { note }),
    place,
  }
}

/** One figure of a finished run. */
export function figureOf(
  { selector, statistic, during }: Pick<Measure, 'selector' | 'statistic' | 'during'>,
  recorder: Recorder,
  windows: readonly Window[],
  marks: readonly Mark[],
): Answer {
  const window = windows.find(({ name }) => name === (during?.text ?? WHOLE_RUN))
  if (window === undefined) return { note: 'no sample: the window is empty' }
  const { metric, labels } = selector
  return answer(recorder, { metric, labels, statistic }, window, marks)
}

/** The bounds of a condition, as a table shows them. */
export function limitsOf(test: Condition['test']): readonly number[] {
  return test.kind === 'in' ? [test.low, test.high] : [test.value]
}

export function holds(test: Condition['test'], value: number): boolean {
  if (test.kind === 'in') return test.low <= value && value <= test.high
  switch (test.operator) {
    case '<':
      return value < test.value
    case '<=':
      return value <= test.value
    case '>':
      return value > test.value
    case '>=':
      return value >= test.value
    case '==':
      return value === test.value
  }
}
