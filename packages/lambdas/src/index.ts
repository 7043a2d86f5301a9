// For whoever deploys the functions: their names, their bundles, and the names of what they count.
export { buildFunctions, bundleOf } from './build.ts';
export { functionNames, type FunctionName } from './function-names.ts';
export { METRICS_NAMESPACE, OUTCOME, type MetricName } from './metric-names.ts';
