// What every queue of tasks must keep, whatever it is made of. How messages are received is the home's own; the suite is
// handed a way to do it.
import { describe, expect, it } from 'vitest';
import type { Message, TaskQueue } from '../queue/task-queue.port.ts';
import { right } from './expect-right.ts';

export interface QueueBench {
  readonly queue: TaskQueue;
  /** Receives what was sent of this job, without acknowledging it, until `count` messages came or none comes any more. */
  readonly receive: (jobId: string, count: number) => Promise<ReadonlyArray<Message>>;
}

const message = (jobId: string, i: number): Message => ({
  jobId,
  taskId: `${String(i * 100).padStart(12, '0')}-100`,
  attempt: 1 + (i % 3),
  facts: { records: 100 - i, bytes: 8_000 + i, short: i },
});
const byTask = (a: Message, b: Message): number => (a.taskId < b.taskId ? -1 : 1);

/** @param make a queue in which job ids that were not used before have no messages */
export const taskQueueContract = (name: string, make: () => QueueBench | Promise<QueueBench>): void => {
  describe(`a task queue in ${name}`, () => {
    it('delivers each message that was sent, with all its facts', async () => {
      const { queue, receive } = await make();
      right(await queue.send(message('one', 0))());
      right(await queue.send(message('one', 1))());
      expect((await receive('one', 2)).toSorted(byTask)).toEqual([message('one', 0), message('one', 1)]);
    });

    it('loses none of many that are sent at the same time', async () => {
      const { queue, receive } = await make();
      const sent = Array.from({ length: 60 }, (_, i) => message('many', i));
      (await Promise.all(sent.map((each) => queue.send(each)()))).map(right);
      const received = await receive('many', 60);
      expect(new Set(received.map(({ taskId }) => taskId)).size).toBe(60);
      expect(received.toSorted(byTask).find(({ taskId }) => taskId === '000000005900-100')).toEqual(
        message('many', 59),
      );
    });
  });
};
