/** Ring C of ring_hash_lb_test.cc: six entries of hosts :90, :91 and :92 that weigh 1, 2 and 3, by themselves or by their localities. */
export const RING_C: readonly [bigint, number][] = [
  [928266305478181108n, 2],
  [4443673547860492590n, 2],
  [5583722120771150861n, 1],
  [6311230543546372928n, 1],
  [13444792449719432967n, 2],
  [16117243373044804889n, 0],
]
