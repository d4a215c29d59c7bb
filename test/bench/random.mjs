// A generator as cheap as can be, for the hand-written loops: xorshift mixed with a congruential step, 32 bits.

/** Two words of state; `draw` answers with a uniform number in (0, 1). */
export function cheapRandom(seed) {
  let a = (0x9e3779b9 ^ Math.imul(seed, 0x85ebca6b)) | 0 || 1
  let b = seed | 0
  return () => {
    a ^= a << 13
    a ^= a >>> 17
    a ^= a << 5
    b = (Math.imul(b, 1664525) + 1013904223) | 0
    return (((a ^ b) >>> 0) + 0.5) / 4294967296
  }
}
