import { reported } from '../errors/reported.ts';
import { spareMemory } from './thrift.ts';

/**
 * `kubectl k6 logs …` alone, which may run for hours and beside a load: what other commands are made of is not even read, and memory is spared
 * before anything else is loaded.
 */
async function main(argv: readonly string[]): Promise<void> {
  const [{ BaseCommand }, { default: Logs }] = await Promise.all([import('../command.ts'), import('../commands/logs.ts')]);
  Logs.id = 'logs';
  await BaseCommand.start(Logs, argv.slice(1));
}

spareMemory();
const argv = process.argv.slice(2);
void reported(argv, () => main(argv));
