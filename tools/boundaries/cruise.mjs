// Cruises the packages below a folder and gives what breaks the rules, and of how many source files that is true:
// "no violation" means nothing when nothing was read. It does not decide whether that is good.
import { cruise } from 'dependency-cruiser';
import { options, rules } from './rules.mjs';

/** @typedef {{ rule: string, from: string, to: string }} Breach */

/** @param {string} baseDir the folder that holds packages/ @returns {Promise<{ files: string[], breaches: Breach[] }>} */
export const cruisePackages = async (baseDir) => {
  const { output } = await cruise(['packages'], {
    ...options,
    baseDir,
    validate: true,
    ruleSet: { forbidden: rules },
  });
  if (typeof output === 'string')
    throw new Error(`dependency-cruiser gave text instead of a result: ${output}`);
  return {
    files: output.modules
      .map(({ source }) => source)
      .filter((source) => /^packages\/[^/]+\/src\//.test(source)),
    breaches: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
};
