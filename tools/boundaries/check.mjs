// `npm run boundaries`: refuses imports against the architecture's arrows, and a run that did not read the sources.
// The rules and their reasons stand in rules.mjs.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { main, root } from '../bootstrap.mjs';
import { packageFolders } from '../workspace.mjs';
import { cruisePackages } from './cruise.mjs';
import { rules } from './rules.mjs';

/** @param {string} folder @returns {string[]} */
const sourcesOf = (folder) =>
  readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => `${folder}/src/${name.replaceAll('\\', '/')}`);

await main(async () => {
  const { files, breaches } = await cruisePackages(root);
  for (const { rule, from, to } of breaches) {
    console.log(`${rule}: ${from} -> ${to}\n    ${rules.find(({ name }) => name === rule)?.comment ?? ''}`);
  }
  const unread = packageFolders()
    .flatMap(sourcesOf)
    .filter((source) => !files.includes(source));
  for (const source of unread) console.log(`not read: ${source}`);
  console.log(`boundaries: ${files.length} files read, ${breaches.length} breaches`);
  process.exitCode = breaches.length + unread.length > 0 || files.length === 0 ? 1 : 0;
});
