const MULTIPLIER = 0xc6a4a7935bd1e995n
/** Seed of libstdc++'s std::hash, which Envoy keeps. */
const SEED = 0xc70f6907n
const WORD_BYTES = 8

/**
 * MurmurHash64A of the UTF-8 bytes of `text` (Envoy MurmurHash::murmurHash2), the other hash function of RING_HASH.
 * Only rings are made with it, so it may be slow.
 * Known differences from Envoy: none.
 */
export function murmur2(text: string): bigint {
  const bytes = new TextEncoder().encode(text)
  const whole = bytes.length - (bytes.length % WORD_BYTES)
  let hash = SEED ^ times(BigInt(bytes.length), MULTIPLIER)
  for (let at = 0; at < whole; at += WORD_BYTES) {
    const word = times(mixed(times(littleEndian(bytes, at, WORD_BYTES), MULTIPLIER)), MULTIPLIER)
    hash = times(hash ^ word, MULTIPLIER)
  }
  const rest = bytes.length - whole
  if (rest > 0) hash = times(hash ^ littleEndian(bytes, whole, rest), MULTIPLIER)
  return mixed(times(mixed(hash), MULTIPLIER))
}

function mixed(value: bigint): bigint {
  return value ^ (value >> 47n)
}

function times(a: bigint, b: bigint): bigint {
  return BigInt.asUintN(64, a * b)
}

function littleEndian(bytes: Uint8Array, from: number, count: number): bigint {
  let value = 0n
  for (let at = from + count - 1; at >= from; at--) value = (value << 8n) | BigInt(bytes[at])
  return value
}
