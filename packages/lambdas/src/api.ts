// The jobs API on AWS: the same routes; a job that has something to run gets an execution of the workflow.
import { httpApi } from '@api-poller/http-api';
import type { Hono } from 'hono';
import type { Home } from './compose.ts';
import { wake } from './steps/wake.ts';

/** How long an event takes to its job, mostly; a read that comes sooner must not scare anybody with a 404. */
const SUBMISSION_LAG_MS = 2_000;

/** The gateway answers within half a minute or not at all; a plan takes some requests more after a wait. */
const PLAN_PATIENCE_MS = 10_000;

export const api = (home: Home): Hono =>
  httpApi({
    jobs: home.jobs,
    tasks: home.tasks,
    manifest: home.manifest,
    clock: home.clock,
    judgeRequest: home.judgeRequest,
    limiter: home.limiter,
    partner: home.partner,
    random: home.random,
    sleep: home.sleep,
    patienceMs: () => PLAN_PATIENCE_MS,
    newId: home.newId,
    // The gateway's authorizer has looked already.
    authorized: () => true,
    submissionLag: { ms: SUBMISSION_LAG_MS, sleep: home.sleep },
    wake: wake(home),
  });
