// Something to put load on: answers fast, after a while or with a chosen status, and asks for nothing.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const [, verb, value] = /^\/(\w*)\/?(\d*)/.exec(request.url ?? '/') ?? [];
  const number = Number(value);
  const answer = (status, text) => response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
  if (verb === 'delay' && number <= 60_000) setTimeout(() => answer(200, `after ${number} ms`), number);
  else if (verb === 'status' && number >= 200 && number <= 599) answer(number, `status ${number}`);
  else if (verb === '' || verb === 'healthz') answer(200, 'ok');
  else answer(404, 'there are /, /healthz, /delay/<ms> and /status/<code>');
});

server.listen(Number(process.env.PORT ?? 8080));
process.once('SIGTERM', () => server.close(() => process.exit(0)));
