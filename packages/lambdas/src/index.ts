// For whoever deploys the functions: their names, and their bundles.
export { buildFunctions, bundleOf } from './build.ts';
export { functionNames, type FunctionName } from './function-names.ts';
