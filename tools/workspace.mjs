// Which projects the repository has, read from the folders: the one list that the tools compare with.
// Only folders with a package.json count, as for npm's workspaces; `tools` is a project too, for its own specs.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';

export const packageFolders = () =>
  readdirSync(join(root, 'packages'))
    .filter((name) => existsSync(join(root, 'packages', name, 'package.json')))
    .map((name) => `packages/${name}`);

export const projectFolders = () => [...packageFolders(), 'tools'];
