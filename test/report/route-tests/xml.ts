/** An element of XML: enough of a parser to see that reporters write well-formed XML, strict in what it takes. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[]
  text: string
}

const TOKEN = /<\?xml [^>]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/y

/** The root element; throws where the text is not well formed. */
export function parseXml(text: string): XmlElement {
  const top: OpenElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const token = TOKEN.exec(text)
    if (!token) throw new Error(`not well formed: ${text.slice(at, at + 60)}`)
    const [, closed, name, attributes, isEmpty, content] = token
    const inner = open[open.length - 1]
    if (closed !== undefined) {
      if (inner.name !== closed) throw new Error(`</${closed}> closes <${inner.name}>`)
      open.pop()
    } else if (name !== undefined) {
      const element = { name, attributes: attributesOf(attributes), children: [], text: '' }
      inner.children.push(element)
      if (isEmpty === '') open.push(element)
    } else if (content !== undefined) inner.text += unescaped(content)
  }
  if (open.length !== 1 || top.children.length !== 1) throw new Error('there is not one root element')
  return top.children[0]
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescaped(value)] as const)
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new Error('an attribute is given twice')
  return Object.fromEntries(pairs)
}

const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(text)) throw new Error(`a bare & in ${text}`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 knows only these three
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) throw new Error('a control character')
  return text.replace(/&(#\d+|\w+);/g, (_, name: string) =>
    name.startsWith('#') ? String.fromCodePoint(Number(name.slice(1))) : SIGNS[name],
  )
}
