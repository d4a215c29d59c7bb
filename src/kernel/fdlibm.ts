/*
 * ====================================================
 * Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights reserved.
 *
 * Developed at SunSoft, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice
 * is preserved.
 * ====================================================
 */

/**
 * Elementary functions that give the same bits on every engine: ports of fdlibm 5.3 (e_log.c, e_exp.c, e_pow.c), each
 * within 1 ulp. `Math.log`, `Math.exp` and `Math.pow` differ in the last bit between V8, JavaScriptCore and
 * SpiderMonkey; only + - * / and sqrt are exact by IEEE 754, and nothing else is used here.
 */

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const TWO_54 = 18014398509481984

// One double and its two halves. Both arrays share memory; which half comes first depends on the machine.
const double = new Float64Array(1)
const words = new Int32Array(double.buffer)
double[0] = 1
const HIGH = words[1] !== 0 ? 1 : 0
const LOW = 1 - HIGH

function highWord(x: number): number {
  double[0] = x
  return words[HIGH]
}

function withHighWord(x: number, high: number): number {
  double[0] = x
  words[HIGH] = high
  return double[0]
}

/** Cuts the low 32 bits, so that products of two such numbers are exact. */
function headOf(x: number): number {
  double[0] = x
  words[LOW] = 0
  return double[0]
}

// 2^-1074 to 2^1023. Scaling by a table entry is exact and spares setting an exponent by its bits, which stalls a
// processor: the half just written and the whole just read do not forward.
const SMALLEST = -1074
const powers = new Float64Array(1023 - SMALLEST + 1)
powers[-SMALLEST] = 1
for (let n = 1; n <= 1023; n++) powers[n - SMALLEST] = powers[n - 1 - SMALLEST] * 2
for (let n = -1; n >= SMALLEST; n--) powers[n - SMALLEST] = powers[n + 1 - SMALLEST] / 2

/** 2^n for -1074 <= n <= 1023. */
function powerOfTwo(n: number): number {
  return powers[n - SMALLEST]
}

/** Natural logarithm; -Infinity at 0, NaN below. (e_log.c) */
export function ln(x: number): number {
  double[0] = x
  const hx = words[HIGH]
  if (hx < 0x00100000) {
    if (x === 0) return -Infinity
    if (hx < 0) return Number.NaN
    return lnOf(x * TWO_54, highWord(x * TWO_54), -54) // subnormal
  }
  return hx >= 0x7ff00000 ? x : lnOf(x, hx, 0)
}

/** ln(x) + k ln 2 for a normal x > 0 with the high word `high`. */
function lnOf(x: number, high: number, scaled: number): number {
  const hx = high & 0x000fffff
  const carry = (hx + 0x95f64) >> 20 // 1 when the fraction is above sqrt 2: then half of it is taken
  const exponent = (high >> 20) - 1023 + carry
  const f = x * powerOfTwo(-exponent) - 1 // in [sqrt(2)/2 - 1, sqrt(2) - 1]
  const k = exponent + scaled
  if ((0x000fffff & (2 + hx)) < 3) {
    if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + k * LN2_LOW
    const r = f * f * (0.5 - 0.3333333333333333 * f)
    return k === 0 ? f - r : k * LN2_HIGH - (r - k * LN2_LOW - f)
  }
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const r = odd + even
  if (((hx - 0x6147a) | (0x6b851 - hx)) > 0) {
    const half = 0.5 * f * f
    if (k === 0) return f - (half - s * (half + r))
    return k * LN2_HIGH - (half - (s * (half + r) + k * LN2_LOW) - f)
  }
  if (k === 0) return f - s * (f - r)
  return k * LN2_HIGH - (s * (f - r) - k * LN2_LOW - f)
}

/** x - t*(P1 + t*(...)) with t = x*x: the Remez polynomial that exp and pow share. */
function remez(x: number): number {
  const t = x * x
  const tail = 6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8)
  return x - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * tail))
}

/** e^x. (e_exp.c) */
export function exp(x: number): number {
  if (x > 709.782712893384) return Infinity
  if (x < -745.1332191019411) return 0
  const hx = highWord(x) & 0x7fffffff
  if (hx >= 0x7ff00000) return x // NaN
  if (hx < 0x3e300000) return 1 + x // |x| < 2^-28
  let k = 0
  let high = x
  let low = 0
  let r = x
  if (hx > 0x3fd62e42) {
    // |x| > 0.5 ln 2: x = k ln 2 + r
    if (x === 1) return Math.E
    if (hx < 0x3ff0a2b2) k = x < 0 ? -1 : 1
    else k = Math.trunc(Math.LOG2E * x + (x < 0 ? -0.5 : 0.5))
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
  }
  const c = remez(r)
  if (k === 0) return 1 - ((r * c) / (c - 2) - r)
  return scale(1 - (low - (r * c) / (2 - c) - high), k)
}

/** y * 2^k, rounded once: results below the normal range go through an exact step first. */
function scale(y: number, k: number): number {
  if (k === 1024) return y * 2 * powerOfTwo(1023)
  if (k >= -1021) return y * powerOfTwo(k)
  return y * powerOfTwo(k + 1000) * powerOfTwo(-1000)
}

/** x^y with the special cases of ECMAScript (1^Infinity is NaN). (e_pow.c) */
export function pow(x: number, y: number): number {
  if (y === 0) return 1
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  if (y === 1) return x
  if (y === -1) return 1 / x
  if (y === 2) return x * x
  const ax = Math.abs(x)
  const odd = Number.isInteger(y) && Math.abs(y % 2) === 1
  const sign = odd && (x < 0 || Object.is(x, -0)) ? -1 : 1
  if (Math.abs(y) === Infinity) return ax === 1 ? Number.NaN : ax > 1 === y > 0 ? Infinity : 0
  if (ax === 0 || ax === Infinity) return sign * ((ax === 0) === y > 0 ? 0 : Infinity)
  if (x < 0 && !Number.isInteger(y)) return Number.NaN
  if (ax === 1) return sign
  if (y === 0.5 && x > 0) return Math.sqrt(x)
  return sign * powerOfPositive(ax, y)
}

// log2(ax) as an unevaluated sum of two doubles: the result of both logarithms below, read at once by their caller.
let logHead = 0
let logTail = 0

function powerOfPositive(ax: number, y: number): number {
  const vast = y > 0 === ax > 1 ? Infinity : 0
  if (Math.abs(y) > 2 ** 31) {
    if (Math.abs(y) >= 2 ** 64 || Math.abs(ax - 1) > 2 ** -20) return vast
    log2NearOne(ax)
  } else log2(ax)
  const yHead = headOf(y)
  const tail = (y - yHead) * logHead + y * logTail
  const head = yHead * logHead
  const z = head + tail
  if (z > 1024 || (z === 1024 && tail + 8.008566259537294e-17 > z - head)) return Infinity
  if (z < -1075 || (z === -1075 && tail <= z - head)) return 0
  return exp2(head, tail)
}

/** For |1 - ax| <= 2^-20, where four terms of the series are enough. */
function log2NearOne(ax: number): void {
  const t = ax - 1
  const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25))
  const u = 1.4426950216293335 * t
  const v = t * 1.9259629911266175e-8 - w * Math.LOG2E
  logHead = headOf(u + v)
  logTail = v - (logHead - u)
}

function log2(x: number): void {
  let ax = x
  let n = 0
  if (ax < 2 ** -1022) {
    ax *= 2 ** 53
    n = -53
  }
  let ix = highWord(ax)
  n += (ix >> 20) - 0x3ff
  const j = ix & 0x000fffff
  ix = j | 0x3ff00000
  let k = 0 // interval: |ax| < sqrt(3/2), then < sqrt(3)
  if (j > 0x3988e) {
    if (j < 0xbb67a) k = 1
    else {
      n++
      ix -= 0x00100000
    }
  }
  ax = withHighWord(ax, ix)
  const base = k === 0 ? 1 : 1.5
  const u = ax - base
  const v = 1 / (ax + base)
  const s = u * v
  const sHead = headOf(s)
  const tHead = withHighWord(0, ((ix >> 1) | 0x20000000) + 0x00080000 + (k << 18))
  const tTail = ax - (tHead - base)
  const sTail = v * (u - sHead * tHead - sHead * tTail)
  const s2 = s * s
  const series =
    0.5999999999999946 +
    s2 *
      (0.4285714285785502 +
        s2 * (0.33333332981837743 + s2 * (0.272728123808534 + s2 * (0.23066074577556175 + s2 * 0.20697501780033842))))
  const r = s2 * s2 * series + sTail * (sHead + s)
  const square = sHead * sHead
  const head = headOf(3 + square + r)
  const tail = r - (head - 3 - square)
  const a = sHead * head
  const b = sTail * head + tail * s
  const pHead = headOf(a + b)
  const pTail = b - (pHead - a)
  const zHead = 0.9617967009544373 * pHead
  const zTail = -7.028461650952758e-9 * pHead + pTail * 0.9617966939259756 + (k === 0 ? 0 : 1.350039202129749e-8)
  const baseHead = k === 0 ? 0 : 0.5849624872207642
  logHead = headOf(zHead + zTail + baseHead + n)
  logTail = zTail - (logHead - n - baseHead - zHead)
}

/** 2^(head + tail). */
function exp2(head: number, tail: number): number {
  const z = head + tail
  const n = (highWord(z) & 0x7fffffff) > 0x3fe00000 ? Math.sign(z) * Math.floor(Math.abs(z) + 0.5) : 0
  const rest = head - n
  const t = headOf(tail + rest)
  const u = t * 0.6931471824645996
  const v = (tail - (t - rest)) * Math.LN2 + t * -1.904654299957768e-9
  const y = u + v
  const w = v - (y - u)
  const c = remez(y)
  const r = (y * c) / (c - 2) - (w + y * w)
  return scale(1 - (r - y), n)
}
