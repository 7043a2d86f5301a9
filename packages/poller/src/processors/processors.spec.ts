import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineProcessor, toProcessor } from './define-processor.ts';
import { loadProcessors } from './load-processors.ts';

const page = { jobId: 'j', taskId: '000000000000-100', records: ['{"id":12345678901234567890}', '{"id":2}'] };

describe('a defined processor', () => {
  it('gets the texts byte for byte, and values when it asks for them', async () => {
    const seen: unknown[] = [];
    const defined = defineProcessor({
      name: 'see',
      process: ({ jobId, taskId, texts, values }) => void seen.push(jobId, taskId, texts, values()[1]),
    });
    expect(await toProcessor(defined).process(page)()).toEqual(E.right(undefined));
    expect(seen).toEqual(['j', '000000000000-100', ['{"id":12345678901234567890}', '{"id":2}'], { id: 2 }]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
      'no',
    ],
    ['rejects', () => Promise.reject(new Error('later no')), 'later no'],
    ['never ends', () => new Promise<void>(() => undefined), 'it did not end within 0.02 s'],
  ])('that %s has failed', async (_, process, detail) => {
    const processor = toProcessor({ name: 'bad', process }, 20);
    expect(await processor.process(page)()).toEqual(E.left({ _tag: 'ProcessingFailed', detail }));
  });
});

describe('a module of processors', () => {
  let folder = '';
  const module = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'api-poller-modules-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('may define one or several', async () => {
    const one = module('one.mjs', "export default { name: 'one', process() {} };");
    const two = module(
      'two.mjs',
      "export default [{ name: 'two', process() {} }, { name: 'three', process() {} }];",
    );
    expect((await loadProcessors([one, two])).map(({ name }) => name)).toEqual(['one', 'two', 'three']);
  });

  it.each([
    ['not-there.mjs', null, 'cannot be loaded'],
    ['none.mjs', 'export const x = 1;', 'must export default defineProcessor'],
    ['nameless.mjs', 'export default { process() {} };', 'must export default defineProcessor'],
    [
      'same.mjs',
      "export default [{ name: 'a', process() {} }, { name: 'a', process() {} }];",
      'two processors are called "a"',
    ],
  ])('that is %s is refused with what to do', async (name, text, message) => {
    const path = text === null ? join(folder, name) : module(name, text);
    await expect(loadProcessors([path])).rejects.toThrow(message);
  });
});
