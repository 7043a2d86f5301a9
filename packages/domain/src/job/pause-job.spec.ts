import { describe, expect, it } from 'vitest';
import { fetchTasks } from '../task/fetch-tasks.use-case.ts';
import { right } from '../testing/expect-right.ts';
import { page, wholeHome } from '../testing/whole-home.ts';
import { pauseJob, resumeJob } from './pause-job.use-case.ts';

describe('a job', () => {
  it('that is paused asks for nothing, and goes on where it was once it is resumed', async () => {
    const paused = wholeHome((asked) => page(200, asked));
    right(await paused.submit());
    expect(right(await pauseJob('j')(paused.env)()).status).toBe('PAUSED');
    expect((await paused.prepare()).status).toBe('PAUSED');
    expect(right(await pauseJob('j')(paused.env)()).status).toBe('PAUSED');
    expect(paused.env.partner.asked).toEqual([]);
    expect(right(await resumeJob('j')(paused.env)()).status).toBe('SUBMITTED');
    await paused.prepare();
    expect(right(await pauseJob('j')(paused.env)()).status).toBe('PAUSED');
    expect(await paused.round()).toEqual({ settled: false, resumeAfterMs: 0 });
    expect(right(await resumeJob('j')(paused.env)()).status).toBe('PLANNING');
    await paused.prepare();
    await paused.round();
    expect(await paused.resource()).toMatchObject({ Verdict: 'COMPLETE', Records: 200, Total: 2 });
    expect(await pauseJob('j')(paused.env)()).toMatchObject({ left: { _tag: 'JobOver' } });
    expect(await resumeJob('j')(paused.env)()).toMatchObject({ left: { _tag: 'JobOver' } });
  });

  it('that is told to stop asks for nothing more and says so', async () => {
    const stopped = wholeHome((asked) => page(100, asked));
    right(await stopped.submit());
    const job = await stopped.prepare();
    const [batch] = stopped.env.manifest.batches;
    if (batch === undefined) throw new Error('no batch');
    expect(right(await fetchTasks(job, batch, () => false)(stopped.env)())).toEqual({
      finished: false,
      resumeAfterMs: 0,
    });
    expect(stopped.env.partner.asked).toHaveLength(2);
  });
});
