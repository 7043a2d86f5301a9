// `schedule put|list|show|delete` as a user meets it: processes of their own against a server.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli } from '../testing/cli.ts';
import { serverBench } from '../testing/server-bench.ts';

describe('the schedule command', () => {
  it('puts, lists, shows and deletes, and says what is wrong', async () => {
    const { folder, serve } = serverBench();
    const { url } = await serve();
    const file = join(folder, 'nightly.json');
    const schedule = {
      when: { cron: '0 3 1 1 *', timeZone: 'Europe/Rome' },
      request: { url: 'https://partner.example/orders' },
      incremental: { parameter: 'since' },
    };
    writeFileSync(file, JSON.stringify(schedule));
    const server = ['--server', url];
    const put = await cli('schedule', 'put', 'nightly', '--request', file, ...server);
    expect([put.code, put.stderr]).toEqual([0, '']);
    expect(put.stdout).toMatch(
      /^nightly +0 3 1 1 \* Europe\/Rome +next \d{4}-01-01T02:00:00\.000Z +https:\/\/partner\.example\/orders\n$/,
    );
    expect((await cli('schedule', 'list', ...server)).stdout).toBe(put.stdout);
    expect((await cli('schedule', 'show', 'nightly', ...server)).stdout).toBe(
      `${put.stdout}  asks from the beginning by "since"\n`,
    );
    const listed = JSON.parse((await cli('schedule', 'list', '--json', ...server)).stdout) as object;
    expect(listed).toMatchObject({ Schedules: [{ ScheduleId: 'nightly', Paused: false }] });
    writeFileSync(file, JSON.stringify({ ...schedule, colour: 'red' }));
    const wrong = await cli('schedule', 'put', 'nightly', '--request', file, ...server);
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain('The schedule is not valid: colour: no such field');
    expect(await cli('schedule', 'delete', 'nightly', ...server)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const gone = await cli('schedule', 'show', 'nightly', ...server);
    expect([gone.code, gone.stderr]).toEqual([
      2,
      'No such schedule: there is no schedule nightly; GET /schedules lists all\n',
    ]);
  }, 60_000);
});
