/** One series of a panel. `color` picks a palette entry, and with it the marker's or filling's shape. */
export interface PanelSeries {
  readonly name: string
  readonly color: Color
  readonly values: readonly (number | null)[]
  /** The lesser figure of a pair (p50 beside p99, degraded beside errors): a thin dashed line. */
  readonly dashed?: boolean
}

/** Palette entries: six for versions, three for outcomes. */
export type Color = 0 | 1 | 2 | 3 | 4 | 5 | 'ok' | 'degraded' | 'error'

/** One chart of the shared timeline. */
export interface Panel {
  readonly title: string
  /** Areas on top of each other, or lines. */
  readonly kind: 'stack' | 'lines'
  readonly unit: 'perSecond' | 'time' | 'fraction' | 'count'
  readonly series: readonly PanelSeries[]
}

/** Something to mark on the time axis. */
export interface Mark {
  readonly atNs: number
  readonly name: string
}

/** Where a chart is drawn, in pixels, and the time that it spans. */
export interface Plot {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly durationNs: number
  readonly bucketNs: number
}

/** Versions take the palette in turn. */
export function versionColor(index: number): Color {
  return ([0, 1, 2, 3, 4, 5] as const)[index % 6]
}

/** The horizontal place of an instant. */
export function xOf(plot: Plot, ns: number): number {
  return plot.left + ((plot.right - plot.left) * Math.min(ns, plot.durationNs)) / plot.durationNs
}

/** The instant that stands for a bucket: its middle. */
export function bucketX(plot: Plot, index: number): number {
  return xOf(plot, (index + 0.5) * plot.bucketNs)
}
