import { expect } from 'vitest'
import { type RouteMatchers, routeMatchers } from './routing/matchers/matchers.ts'

declare module 'vitest' {
  interface Matchers<T> extends RouteMatchers<void> {}
}

// The import alone is enough: import 'meshsim/vitest'.
expect.extend(routeMatchers)
