import { escapeText } from '../chart/svg.ts'
import { PAGE_STYLE, TEXTURES } from './style.ts'

/** A page that needs nothing else: no scripts, no outside references; the policy in its head lets a browser load nothing. */
export function documentHtml(title: string, sections: readonly string[]): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeText(title)}</title>
<style>
${PAGE_STYLE}
</style>
</head>
<body>
${TEXTURES}
<main>
${sections.filter(part => part !== '').join('\n')}
</main>
</body>
</html>
`
}
