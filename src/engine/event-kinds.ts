/** What an event's row number speaks of stands behind each kind. */
export const BUCKET_END = 0 // nothing: a time-series bucket is over
export const WORLD = 1 // index of a planned change of the world
export const PUSH = 2 // index of a push under way
export const HEALTH_UPDATE = 3 // upstream: deferred health becomes visible to the balancer
export const SWEEP = 4 // upstream: outlier detection sweep
export const CONNECTED = 5 // connection attempt
export const RESPONSE = 6 // row: the answer, or the end of the connection, reaches the caller's proxy
export const SERVED = 7 // row: a worker finished its own part of the work
export const SHARED_DONE = 15 // pod: a request on a shared processor is done
export const AT_SERVER = 8 // row: the request reaches the pod
export const WAKE = 9 // row: an injected delay or a back-off is over
export const TRY_TIMEOUT = 10 // row
export const ROUTE_TIMEOUT = 11 // row
export const CALL_TIMEOUT = 12 // row: the application, or the client, gives up
export const ARRIVAL = 13 // source
export const THINK = 14 // user of a closed loop
export const SERVER_PART = 16 // row: the next part of a scripted answer reaches the caller's proxy
export const REQUEST_END = 17 // row: the last byte of the request
export const STREAM_TIMER = 18 // row: a pause or a stream may have lasted too long

export const POOL_READY = 19 // pool: connections came free
export const TCP_TIMER = 20 // row: a TCP connection is up or has failed, or a limit ends it

/**
 * At equal times the books are closed first, then the world changes, then what is under way ends, then new work is born;
 * a timeout at the very instant of the answer comes after it, as Envoy's event loop handles a ready socket before a timer.
 */
export const EVENT_RANKS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 7, 6, 6, 10, 7, 10]
