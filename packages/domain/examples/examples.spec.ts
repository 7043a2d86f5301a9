import { expect, it } from 'vitest';
import readme from '../README.md?raw';
import { output } from './plan-walk-progress.ts';

it('the README of the domain shows what its example prints', () => {
  expect(output.split('\n')).toHaveLength(5);
  expect(readme).toContain(`\`\`\`text\n${output}\n\`\`\``);
});
