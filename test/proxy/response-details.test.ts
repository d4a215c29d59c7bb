import { expect, it } from 'vitest'
import {
  bodyText,
  detailsText,
  LOST_CONNECT_TIMEOUT,
  LOST_OVERFLOW,
  LOST_REFUSED,
  PER_TRY_TIMEOUT,
} from '../../src/proxy/response-details.ts'

/** Recorded from Envoy 1.40. */
it('texts of lost streams', () => {
  expect(detailsText(LOST_OVERFLOW)).toBe('upstream_reset_before_response_started{overflow}')
  expect(bodyText(LOST_OVERFLOW, 1)).toBe(
    'upstream connect error or disconnect/reset before headers. reset reason: overflow',
  )
  expect(detailsText(LOST_REFUSED)).toBe(
    'upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}',
  )
  expect(bodyText(LOST_CONNECT_TIMEOUT, 2)).toBe(
    'upstream connect error or disconnect/reset before headers. retried and the latest reset reason: connection timeout',
  )
})

it('timeouts have a text of their own, retried or not', () => {
  expect(bodyText(PER_TRY_TIMEOUT, 3)).toBe('upstream request timeout')
})
