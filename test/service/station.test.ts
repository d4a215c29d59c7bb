import { describe, expect, it } from 'vitest'
import { QUEUED, REJECTED, STARTED, Stations } from '../../src/service/station.ts'

function station(workers: number, places: number): Stations {
  const stations = new Stations()
  stations.add(workers, places)
  return stations
}

describe('Stations', () => {
  it('starts on a free worker, then queues, then turns away', () => {
    const stations = station(2, 1)
    expect([1, 2, 3, 4].map(row => stations.arrive(0, row, 0))).toEqual([STARTED, STARTED, QUEUED, REJECTED])
  })

  it('hands a freed worker to those who wait, first come first served', () => {
    const stations = station(1, Number.POSITIVE_INFINITY)
    for (const row of [10, 11, 12]) stations.arrive(0, row, 0)
    expect([stations.leave(0, 5), stations.leave(0, 6), stations.leave(0, 7)]).toEqual([11, 12, -1])
  })

  it('keeps the stations of pods apart', () => {
    const stations = station(1, 0)
    stations.add(1, 0)
    expect([stations.arrive(0, 1, 0), stations.arrive(1, 2, 0), stations.arrive(0, 3, 0)]).toEqual([
      STARTED,
      STARTED,
      REJECTED,
    ])
  })

  it('integrates busy workers and the queue over time', () => {
    const stations = station(1, 10)
    stations.arrive(0, 1, 10)
    stations.arrive(0, 2, 20)
    stations.leave(0, 50)
    stations.integrate(0, 60)
    // Busy from 10 to 60; one waits from 20 to 50.
    expect([stations.busyNs[0], stations.waitingNs[0], stations.longest[0]]).toEqual([50, 30, 1])
    stations.resetIntegrals(0)
    expect([stations.busyNs[0], stations.waitingNs[0], stations.longest[0]]).toEqual([0, 0, 0])
  })

  it('forgets everybody when its pod dies', () => {
    const stations = station(1, 5)
    for (const row of [1, 2, 3]) stations.arrive(0, row, 0)
    stations.clear(0, 10)
    expect([stations.busy[0], stations.waiting[0], stations.arrive(0, 4, 11), stations.leave(0, 12)]).toEqual([
      0,
      0,
      STARTED,
      -1,
    ])
  })

  it('refuses to free a worker that is not busy', () => {
    expect(() => station(1, 1).leave(0, 0)).toThrow(/freed a worker/)
  })

  it('grows with pods and rows', () => {
    const stations = new Stations()
    for (let pod = 0; pod < 100; pod++) expect(stations.add(1, 5)).toBe(pod)
    stations.arrive(99, 1, 0)
    stations.arrive(99, 1_000_000, 0)
    expect(stations.leave(99, 1)).toBe(1_000_000)
  })
})
