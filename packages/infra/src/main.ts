// What the CDK's command line runs: bundles the functions, then synthesizes.
import { buildFunctions } from '@api-poller/lambdas';
import { app } from './app.ts';

await buildFunctions();
app().synth();
