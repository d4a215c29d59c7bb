import { type Comparison, compareFigures } from './agreement.ts'
import { type Figures, windowFigures } from './figures.ts'
import { type Machine, timerLateness } from './machine.ts'
import { type RecordingFiles, readBand, readRecording } from './read-recording.ts'
import type { RecordedFigure, Recording } from './recording.ts'
import { simulateRun } from './simulate.ts'

/** A recording, read and ready to be simulated. */
export interface OpenScenario {
  readonly recording: Recording
  readonly band: readonly RecordedFigure[]
  readonly timerLateNs: ReadonlyMap<number, number>
}

/** @throws Unreadable */
export function openScenario(files: RecordingFiles): OpenScenario {
  const recording = readRecording(files)
  return {
    recording,
    band: readBand(files, recording.windows),
    timerLateNs: timerLateness(JSON.parse(files.runs)),
  }
}

/** Figures by window of one recorded run, simulated with one seed. @param index position among the recorded runs */
export function simulatedFigures(
  { recording, timerLateNs }: OpenScenario,
  index: number,
  seed: number,
  perHopNs: number,
): readonly Figures[] {
  const run = recording.runs[index]
  const machine: Machine = { perHopNs, timerLateNs: timerLateNs.get(run.run) ?? 0 }
  const seen = simulateRun(recording, run, seed, machine)
  return windowFigures(seen, recording.windows, {
    pods: recording.pods.map(({ name }) => name),
    versions: [...recording.initialSplit.keys()],
    pageService: recording.entry.service,
  })
}

export function compareScenario(
  { recording, band }: OpenScenario,
  runs: readonly (readonly Figures[])[],
): readonly Comparison[] {
  return compareFigures(band, recording.windows, runs)
}

/** When the first thing happened to the mesh. */
export function firstEventNs({ recording }: OpenScenario): number {
  const instants = recording.timeline.map(({ atNs }) => atNs)
  return Math.min(recording.durationNs, ...instants)
}
