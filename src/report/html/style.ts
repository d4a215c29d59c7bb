/**
 * Colours are Okabe and Ito's, which stay apart for colour-blind eyes; every series also has a marker shape or a texture.
 * Dark values are the same hues, lighter.
 */
export const PAGE_STYLE = `:root {
  --ground: #ffffff; --ink: #1c2127; --soft: #59636e; --rule: #d9dee3; --panel: #f5f7f9;
  --good: #0b6e4f; --bad: #b3261e; --ok: #8fb8de; --degraded: #e69f00; --error: #c2410c;
  --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #cc79a7; --c4: #8c6d00; --c5: #56b4e9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181d; --ink: #e6eaee; --soft: #a2adb8; --rule: #343c45; --panel: #1c2229;
    --good: #5fd3a5; --bad: #ff8a80; --ok: #3f6f9c; --degraded: #e6a93a; --error: #ff7043;
    --c0: #4da3dd; --c1: #ff8c42; --c2: #3cc99c; --c3: #e3a1c5; --c4: #d6b745; --c5: #8fd0f5;
  }
}
@media print {
  :root {
    --ground: #ffffff; --ink: #000000; --soft: #444444; --rule: #bbbbbb; --panel: #ffffff;
    --good: #0b6e4f; --bad: #b3261e; --ok: #8fb8de; --degraded: #e69f00; --error: #c2410c;
    --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #cc79a7; --c4: #8c6d00; --c5: #56b4e9;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  svg, figure, tr, li, h2 { break-inside: avoid; }
  h2, summary { break-after: avoid; }
  .scroll { overflow: visible; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 20px 48px; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 36px 0 8px; }
h3 { font-size: 15px; margin: 20px 0 4px; }
p { margin: 4px 0; overflow-wrap: anywhere; }
.facts { color: var(--soft); font-size: 13px; }
.verdict { font-size: 18px; font-weight: 600; margin: 14px 0 0; padding: 8px 12px; background: var(--panel);
  border-left: 5px solid var(--soft); }
.verdict.passed { color: var(--good); border-color: var(--good); }
.verdict.failed { color: var(--bad); border-color: var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; min-width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--soft); white-space: nowrap; }
th, td { padding: 3px 14px 3px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th, td { white-space: nowrap; }
td.text { white-space: normal; overflow-wrap: anywhere; min-width: 160px; }
.right { text-align: right; }
tr.failed td:first-child { color: var(--bad); font-weight: 600; white-space: nowrap; }
tr.passed td:first-child { color: var(--good); white-space: nowrap; }
tr.failed .right { color: var(--bad); font-weight: 600; }
tr.part td { color: var(--soft); }
code, pre { font: 13px/1.5 ui-monospace, "Liberation Mono", Menlo, monospace; overflow-wrap: anywhere; }
pre { background: var(--panel); padding: 10px 12px; overflow-x: auto; white-space: pre-wrap; }
.story { padding-left: 1.8em; margin: 0; }
.story li { margin: 4px 0; }
.why { margin: 8px 0 16px; }
.why dt { font-weight: 600; margin-top: 8px; }
.why dd { margin: 0; }
.why ul { margin: 2px 0 0; padding-left: 1.2em; }
.why b { font-weight: 600; color: var(--soft); margin-right: .3em; }
.story time { color: var(--soft); font-variant-numeric: tabular-nums; margin-right: .4em; }
.story strong { margin-right: .4em; }
details { margin: 6px 0; }
summary { cursor: pointer; color: var(--soft); font-size: 13px; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 11px system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; fill: var(--soft); }
svg text.title { fill: var(--ink); font-weight: 600; }
svg text.mark { fill: var(--ink); }
svg .grid { stroke: var(--rule); }
svg .axis { stroke: var(--soft); }
svg .mark { stroke: var(--ink); stroke-dasharray: 2 3; stroke-opacity: .6; }
svg text.mark { stroke: none; }
svg .warmup { opacity: .7; }
svg .line { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linejoin: round; }
svg .dashed { stroke-dasharray: 5 3; stroke-width: 1.2; }
svg .goal { stroke: var(--good); }
svg .whisker { stroke-opacity: .7; stroke-width: 1.2; }
svg .marker { fill: currentColor; stroke: var(--ground); stroke-width: .8; }
svg .area { fill: currentColor; fill-opacity: .75; }
svg .span { fill: currentColor; fill-opacity: .45; }
svg .track { fill: var(--rule); }
svg .band { fill: none; stroke: var(--ink); }
svg .configured { stroke: var(--ink); stroke-width: 2; }
svg.share { width: 140px; }
svg.runs { width: 260px; }
.textures { position: absolute; width: 0; height: 0; }
.c-0 { color: var(--c0); } .c-1 { color: var(--c1); } .c-2 { color: var(--c2); }
.c-3 { color: var(--c3); } .c-4 { color: var(--c4); } .c-5 { color: var(--c5); }
.c-ok { color: var(--ok); } .c-degraded { color: var(--degraded); } .c-error { color: var(--error); }
.narrow { display: none; }
.smalls { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 12px 20px; margin: 8px 0; }
figure { margin: 0; }
figcaption { font-size: 12px; color: var(--soft); overflow-wrap: anywhere; }
figcaption strong { color: var(--ink); }
@media (max-width: 640px) {
  main { padding: 16px 12px 32px; }
  .wide { display: none; }
  .narrow { display: block; }
  #assertions thead { display: none; }
  #assertions tr { display: flex; flex-wrap: wrap; gap: 0 12px; padding: 6px 0; border-bottom: 1px solid var(--rule); }
  #assertions td { border: 0; padding: 0; white-space: normal; overflow-wrap: anywhere; min-width: 0; }
}`

/** Fillings that tell areas apart without colour, and the hatching of the warm-up; once per page. */
export const TEXTURES = `<svg class="textures" aria-hidden="true"><defs>
<pattern id="texture-1" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<line x1="0" y1="0" x2="0" y2="6" style="stroke: var(--ground); stroke-width: 1.6"/></pattern>
<pattern id="texture-2" width="6" height="6" patternUnits="userSpaceOnUse">
<circle cx="3" cy="3" r="1.2" style="fill: var(--ground)"/></pattern>
<pattern id="texture-3" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
<line x1="0" y1="0" x2="0" y2="5" style="stroke: var(--ground); stroke-width: 2.2"/></pattern>
<pattern id="warmup" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<line x1="0" y1="0" x2="0" y2="7" style="stroke: var(--soft); stroke-width: 2; stroke-opacity: .55"/></pattern>
</defs></svg>`
