import { describe, expect, it } from 'vitest';
import { defineProcessor, type DefinedProcessor } from '../processors/define-processor.ts';
import { clientOf, serverBench, until } from '../testing/server-bench.ts';

describe("a user's own processor", () => {
  const collecting = (): { readonly processor: DefinedProcessor; readonly pages: Map<string, unknown> } => {
    const pages = new Map<string, unknown>();
    return {
      pages,
      processor: defineProcessor({
        name: 'collect',
        process: ({ taskId, values }) => void pages.set(taskId, values()[0]),
      }),
    };
  };
  const custom = { processor: { kind: 'custom', name: 'collect' } } as const;

  it('gets the records of every page', async () => {
    const { simulate, serve } = serverBench();
    const { url } = await simulate({ records: 250 });
    const { processor, pages } = collecting();
    const server = await serve({ processors: [processor] });
    await clientOf(server).put('custom', { url: `${url}/payload`, ...custom });
    expect(await until(server, 'custom')).toMatchObject({ Verdict: 'COMPLETE', Records: 250 });
    expect([...pages.keys()].toSorted()).toEqual(['000000000000-100', '000000000100-100', '000000000200-50']);
  });

  it('that fails on one page gets it three times; then that task is FAILED with its words, and the rest is done', async () => {
    const { simulate, serve } = serverBench();
    const { url } = await simulate({ records: 300 });
    let deliveries = 0;
    const processor = defineProcessor({
      name: 'collect',
      process: async ({ taskId }) => {
        if (taskId !== '000000000100-100') return;
        deliveries += 1;
        throw new Error('the warehouse refused row 7');
      },
    });
    const server = await serve({ processors: [processor] });
    await clientOf(server).put('poison', { url: `${url}/payload`, ...custom });
    expect(await until(server, 'poison')).toMatchObject({
      Verdict: 'INCOMPLETE',
      SuccessfullyCompleted: 2,
      FailedToComplete: 1,
      Records: 200,
    });
    expect(deliveries).toBe(3);
    for await (const { failure } of clientOf(server).tasks('poison', 'FAILED'))
      expect(failure).toEqual({ reason: 'DeadLetter', detail: 'the warehouse refused row 7' });
  });

  it('that is not defined here is refused when the job is submitted', async () => {
    const { simulate, serve } = serverBench();
    const { url } = await simulate();
    const server = await serve();
    await expect(clientOf(server).put('none', { url: `${url}/payload`, ...custom })).rejects.toThrow(
      'processor.name must be a processor that is defined here; there are none',
    );
    await expect(clientOf(server).job('none')).rejects.toThrow('No such job');
  });
});
