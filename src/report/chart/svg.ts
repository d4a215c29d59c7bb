/** Text for HTML and SVG, attributes included. Characters that XML can't hold are left out. */
export function escapeText(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

export type Attributes = Readonly<Record<string, string | number | undefined>>

/** An element; `children` are markup already. Undefined attributes are left out, numbers have one decimal. */
export function element(name: string, attributes: Attributes, children = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? px(value) : escapeText(value ?? '')}"`)
  return children === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${children}</${name}>`
}

/** An SVG text element. */
export function label(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeText(text))
}

/** A coordinate: a tenth of a pixel is finer than any screen, and short. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** About how wide a text is in the chart's 11 px font; for placing, not for measuring. */
export function textWidth(text: string): number {
  return text.length * 6.1
}

/** A name cut in its middle to at most `room` pixels. */
export function shortened(text: string, room: number): string {
  const most = Math.max(3, Math.floor(room / 6.1))
  if (text.length <= most) return text
  const head = Math.ceil((most - 1) / 2)
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`
}
