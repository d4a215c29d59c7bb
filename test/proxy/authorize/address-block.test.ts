import { describe, expect, it } from 'vitest'
import { isAddress, isInBlock } from '../../../src/proxy/authorize/address-block.ts'

describe('an address in a block', () => {
  it.each([
    ['10.1.0.2', '10.1.0.2', true],
    ['10.1.0.3', '10.1.0.2', false],
    ['198.51.100.255', '198.51.100.0/24', true],
    ['198.51.101.0', '198.51.100.0/24', false],
    ['203.0.113.11', '203.0.113.10/31', true],
    ['203.0.113.12', '203.0.113.10/31', false],
    ['192.0.2.1', '0.0.0.0/0', true],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['::1', '::1', true],
    // An IPv4 block says nothing about IPv6.
    ['::1', '0.0.0.0/0', false],
    ['', '0.0.0.0/0', false],
  ])('%s in %s: %s', (address, block, expected) => {
    expect(isInBlock(address, block)).toBe(expected)
  })

  it.each([
    ['10.0.0.1', true],
    ['fe80::1', true],
    ['10.0.0', false],
    ['10.0.0.256', false],
    ['unknown', false],
    ['1:2:3', false],
    ['::1::', false],
  ])('%s is an address: %s', (text, expected) => {
    expect(isAddress(text)).toBe(expected)
  })
})
