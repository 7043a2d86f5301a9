import { checkConfig } from '@api-poller/external-sim';
import { simulatedPage } from '../simulated-page.ts';
import { simulatorOptions } from '../simulator-options.ts';

export const handler = simulatedPage(checkConfig(simulatorOptions(process.env)));
