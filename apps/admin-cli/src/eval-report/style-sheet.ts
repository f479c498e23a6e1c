/** The look of the page, light and dark, on a screen and on paper. The colours are told apart by the colour-blind. */
export const STYLE_SHEET = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --faint: #5b6570; --rule: #d5dbe1; --panel: #f5f7f9;
  --first: #0b66c3; --second: #c4500c; --third: #11795f; --fourth: #7c4dbd; --shade: #8a94a033; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171a; --ink: #e8ebee; --faint: #a2acb6; --rule: #363d45;
  --panel: #1d2125; --first: #6db3ff; --second: #ff9d5c; --third: #55cfae; --fourth: #c3a1ff; --shade: #a2acb633; } }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --faint: #444; --rule: #bbb; --panel: #fff;
  --first: #0b66c3; --second: #c4500c; --third: #11795f; --fourth: #7c4dbd; --shade: #8a94a033; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .8rem; border-bottom: 1px solid var(--rule); padding-bottom: .3rem; }
h3 { font-size: 1rem; margin: 0 0 .4rem; }
p { max-width: 46rem; }
.muted, figcaption, caption, dt { color: var(--faint); font-size: .9rem; }
a { color: var(--first); }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0; }
dl.facts dd { margin: 0; }
dl.headline { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1rem 0 1.5rem; }
dl.headline div { background: var(--panel); border: 1px solid var(--rule); border-radius: .5rem; padding: .7rem 1rem; flex: 1 1 11rem; }
dl.headline dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
dl.headline dd small { display: block; font-size: .8rem; color: var(--faint); }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); gap: 1.5rem; }
figure { margin: 0; }
.chart > svg { width: 100%; height: auto; display: block; }
.axes text { fill: var(--faint); font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
.axes .label { fill: var(--ink); font-size: 13px; }
.grid { stroke: var(--rule); stroke-width: 1; }
.frame { fill: none; stroke: var(--faint); stroke-width: 1; }
.line { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
.line.first { stroke: var(--first); } .line.second { stroke: var(--second); }
.line.third { stroke: var(--third); } .line.fourth { stroke: var(--fourth); }
.line.predicted { stroke-dasharray: 5 5; stroke-width: 1.4; }
.area { fill-opacity: .22; stroke-width: 1.4; }
.area.first { fill: var(--first); } .area.second { fill: var(--second); }
.threshold { stroke: var(--ink); stroke-width: 1.4; stroke-dasharray: 6 3; }
.unmeasured { fill: var(--shade); }
.bar { stroke: var(--first); stroke-width: 1.4; } .dot { fill: var(--first); stroke: var(--paper); stroke-width: 1.5; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .2rem 0 .4rem; padding: 0; font-size: .9rem; }
.legend .key { width: 28px; height: 12px; vertical-align: middle; }
.wide { overflow-x: auto; margin: 1.2rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; min-width: 40%; }
caption { text-align: left; padding-bottom: .4rem; }
th, td { text-align: left; padding: .35rem 1.1rem .35rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { border-bottom-color: var(--faint); } tbody th { font-weight: 600; }
.cases { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; padding: 0; margin: 1rem 0; list-style: none; }
.cases li { border: 1px solid var(--rule); border-radius: .5rem; padding: .7rem; background: var(--panel); font-size: .9rem; }
.faces { display: flex; gap: .5rem; margin-bottom: .5rem; }
.faces figure { flex: 1 1 0; min-width: 0; }
.faces img, .faces .none { width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: .3rem; background: var(--rule); }
.faces .none { display: grid; place-items: center; color: var(--faint); font-size: .8rem; text-align: center; }
.faces figcaption { font-size: .78rem; line-height: 1.3; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } h2 { break-after: avoid; }
  figure, tr, .cases li, dl.headline div { break-inside: avoid; } .charts { grid-template-columns: 1fr 1fr; } .wide { overflow: visible; } }
`;
