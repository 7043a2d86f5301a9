import type { ServerResponse } from 'node:http';
import type { Partner } from '@api-poller/domain';
import { partnerContract, type MakePartnerBench, type Script } from '@api-poller/domain/testing';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { adaptivePartner } from './adaptive-partner.ts';
import { httpServer, partnerFor, type TestServer } from './testing/servers.ts';
import { withCredentials } from './with-credentials.ts';

const perform = (script: Script, response: ServerResponse, servers: ReadonlyArray<TestServer>): void => {
  switch (script._tag) {
    case 'Silent':
      return;
    case 'Stalls':
      response.writeHead(200, { 'content-length': script.statedBytes }).write(script.body);
      return;
    case 'Cuts':
      response
        .writeHead(200, { 'content-length': script.statedBytes })
        .write(script.body, () => response.destroy());
      return;
    case 'Answers': {
      const resolved = (value: string): string =>
        value.replace(/^(\d)(?=\/)/, (side) => servers[Number(side)]?.origin ?? '');
      const headers = script.headers.flatMap(([name, value]) => [
        name,
        name === 'Location' ? resolved(value) : value,
      ]);
      response.writeHead(script.status, headers).end(script.body);
    }
  }
};

const benchOf =
  (wrap: (partner: Partner) => Partner): MakePartnerBench =>
  async (sides) => {
    const servers: Array<TestServer> = [];
    for (const { scripts } of sides) {
      servers.push(
        await httpServer((request, response) =>
          perform(
            scripts[request.url ?? ''] ?? { _tag: 'Answers', status: 200, headers: [], body: 'ok' },
            response,
            servers,
          ),
        ),
      );
    }
    const partner = partnerFor(
      servers.filter((_, index) => sides[index]?.permitted === true).map(({ place }) => place),
    );
    return {
      partner: wrap(partner),
      sides: servers.map(({ origin, received }) => ({
        origin,
        received: () =>
          received.map(({ path, headers }) => ({
            path,
            headers: headers as Record<string, string | undefined>,
          })),
      })),
      close: partner.close,
    };
  };

partnerContract(
  'undici',
  benchOf((partner) => partner),
);
const clock = { nowMs: () => Date.now() };
partnerContract(
  'undici behind adaptive concurrency and credentials',
  benchOf((partner) =>
    withCredentials(adaptivePartner(partner, { clock, most: 25 }), {
      clock,
      secrets: { get: () => TE.right('s3cret') },
    }),
  ),
);
