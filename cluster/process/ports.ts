import { createServer, type Server } from 'node:net';

/** Below those that Linux gives to connections going out (32768 and up) and to Services (30000 and up), so that a server that is started again finds its port free. */
const range = { from: 10_000, to: 30_000 } as const;

/** `count` distinct TCP ports of 127.0.0.1 that were free a moment ago. All are held until the last is found, so none repeats. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  const ports: number[] = [];
  while (ports.length < count) {
    const server = createServer();
    const port = range.from + Math.floor(Math.random() * (range.to - range.from));
    if (!(await listens(server, port))) continue;
    servers.push(server);
    ports.push(port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** False where the port is taken. */
function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error)));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
}
