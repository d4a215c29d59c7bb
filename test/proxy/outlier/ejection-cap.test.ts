import { expect, it } from 'vitest'
import { ejectableHosts } from '../../../src/proxy/outlier/ejection-cap.ts'

it.each([
  { hosts: 10, maxEjectionPercent: 10, most: 1 },
  { hosts: 9, maxEjectionPercent: 10, most: 0 },
  { hosts: 3, maxEjectionPercent: 33, most: 0 },
  { hosts: 3, maxEjectionPercent: 34, most: 1 },
  { hosts: 3, maxEjectionPercent: 66, most: 1 },
  { hosts: 3, maxEjectionPercent: 67, most: 2 },
  { hosts: 7, maxEjectionPercent: 50, most: 3 },
  { hosts: 4, maxEjectionPercent: 100, most: 4 },
  { hosts: 4, maxEjectionPercent: 0, most: 0 },
  { hosts: 0, maxEjectionPercent: 100, most: 0 },
])('of $hosts hosts a cap of $maxEjectionPercent % lets $most go', ({ hosts, maxEjectionPercent, most }) => {
  expect(ejectableHosts(hosts, { maxEjectionPercent })).toBe(most)
})

it("Envoy's switch lets the first one go whatever the cap, and no other", () => {
  expect(ejectableHosts(3, { maxEjectionPercent: 10, alwaysEjectOneHost: true })).toBe(1)
  expect(ejectableHosts(30, { maxEjectionPercent: 10, alwaysEjectOneHost: true })).toBe(3)
  expect(ejectableHosts(0, { maxEjectionPercent: 10, alwaysEjectOneHost: true })).toBe(0)
})
