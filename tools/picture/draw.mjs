// Draws frames as one SVG that plays them by CSS alone, so that it moves where scripts are not allowed.
/** @typedef {import('./screen.mjs').Frame} Frame */

const LINE = 20;
const CHARACTER = 8.43;
const PADDING = 16;
const BAR = 34;
/** The last frame stays this long before it begins anew: long enough to read it. */
const HOLD_MS = 4_000;

const escape = (/** @type {string} */ text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Green for what is done and for the verdict, grey for what is to come: the meaning of the glyphs, not a capture of colours. */
const paint = (/** @type {string} */ line) =>
  escape(line)
    .replace(/█+/, (done) => `<tspan class="g">${done}</tspan>`)
    .replace(/░+/, (rest) => `<tspan class="d">${rest}</tspan>`)
    .replace(/^COMPLETE/, '<tspan class="g">COMPLETE</tspan>')
    .replace(/^\$ .*/, (command) => `<tspan class="c">${command}</tspan>`);

/** @param {readonly Frame[]} frames @param {{ columns: number, rows: number, title: string }} size @returns {string} */
export const draw = (frames, { columns, rows, title }) => {
  const width = Math.ceil(columns * CHARACTER) + 2 * PADDING;
  const height = rows * LINE + PADDING + BAR;
  const total = (frames.at(-1)?.at ?? 0) + HOLD_MS;
  const percent = (/** @type {number} */ ms) => `${((ms / total) * 100).toFixed(2)}%`;
  const styles = frames.map(({ at }, i) => {
    const end = frames[i + 1]?.at;
    const hide = end === undefined ? '' : `${percent(end)},100%{opacity:0}`;
    const show = `${percent(at)}${end === undefined ? ',100%' : ''}{opacity:1}`;
    return `@keyframes f${i}{${at === 0 ? '' : '0%{opacity:0}'}${show}${hide}}#f${i}{animation:f${i} ${total}ms step-end infinite}`;
  });
  const groups = frames.map(({ lines }, i) => {
    const texts = lines.map((line, row) =>
      line === '' ? '' : `<text y="${BAR + (row + 1) * LINE}">${paint(line)}</text>`,
    );
    return `<g id="f${i}" class="f">${texts.join('')}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}">
<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d7dce2;white-space:pre}.g{fill:#5fd38d}.d{fill:#4a525c}.c{fill:#7cc4ff}.f{opacity:0}.f:last-of-type{opacity:1}
${styles.join('\n')}
@media (prefers-reduced-motion:reduce){.f{animation:none!important}}</style>
<rect width="100%" height="100%" rx="8" fill="#14181d"/><circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/><circle cx="60" cy="18" r="6" fill="#28c840"/>
<g transform="translate(${PADDING} 0)" xml:space="preserve">
${groups.join('\n')}
</g></svg>
`;
};
