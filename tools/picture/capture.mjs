// `npm run picture`: runs `npm start -- --once` in a real terminal (script(1) of util-linux), records what it shows, and
// draws docs/pictures/npm-start.svg from it.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, root } from '../bootstrap.mjs';
import { draw } from './draw.mjs';
import { framesOf } from './screen.mjs';

const COLUMNS = 112;
/** A frame each 120 ms moves well enough, and keeps the file below 60 kB. */
const FRAME_MS = 120;
const COMMAND = 'npm start -- --once';

/** @returns {Promise<readonly import('./screen.mjs').Piece[]>} */
const record = () =>
  new Promise((settle, fail) => {
    const shell = `stty cols ${COLUMNS} rows 20; npm start --silent -- --once`;
    const child = spawn('script', ['-qefc', shell, '/dev/null'], { cwd: root });
    /** @type {import('./screen.mjs').Piece[]} */
    const pieces = [];
    const startedAt = Date.now();
    child.stdout
      .setEncoding('utf8')
      .on('data', (/** @type {string} */ text) => pieces.push({ at: Date.now() - startedAt, text }));
    child.on('error', () => fail(new Error('script(1) is needed, of util-linux')));
    child.on('close', (code) =>
      code === 0 ? settle(pieces) : fail(new Error(`${COMMAND} ended with ${code ?? 'a signal'}`)),
    );
  });

await main(async () => {
  const recorded = framesOf([{ at: 0, text: `$ ${COMMAND}\r\n` }, ...(await record())]);
  const first = recorded[1]?.at ?? 0;
  /** @type {import('./screen.mjs').Frame[]} */
  const frames = [];
  for (const { at, lines } of recorded) {
    // The time before its first word is Node's own start, and shows nothing.
    const shown = {
      at: Math.max(0, at - first + (at === 0 ? 0 : 400)),
      lines: lines.filter((line) => !line.startsWith('npm ')),
    };
    const last = frames.at(-1);
    if (last === undefined || shown.at - last.at >= FRAME_MS) frames.push(shown);
    else frames[frames.length - 1] = { at: last.at, lines: shown.lines };
  }
  const rows = Math.max(
    ...frames.map(({ lines }) => lines.filter((line, i) => line !== '' || i < lines.length - 1).length),
  );
  mkdirSync(join(root, 'docs', 'pictures'), { recursive: true });
  const title = `${COMMAND}: a progress bar, then COMPLETE: 10,000 records of 100 pages`;
  const svg = draw(frames, { columns: COLUMNS, rows, title });
  writeFileSync(join(root, 'docs', 'pictures', 'npm-start.svg'), svg);
  console.log(`docs/pictures/npm-start.svg: ${frames.length} frames, ${Math.ceil(svg.length / 1000)} kB`);
});
