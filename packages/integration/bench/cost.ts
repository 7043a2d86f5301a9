// `npm run cost`: writes docs/reference/cost.md anew from counted.json and prices.json.
import { writeFileSync } from 'node:fs';
import { costPageOf } from './cost-page.ts';
import { costPage, readCounted, readPrices } from './figures.ts';

writeFileSync(costPage, costPageOf(readCounted(), readPrices()));
console.log(`written: ${costPage}`);
