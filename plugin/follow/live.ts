import type { createLogUpdate } from 'log-update';
import { fitted } from './fit.ts';

/** Shows what changes: on a terminal one picture that is redrawn, elsewhere a line for each change. */
export interface Live {
  /** `picture` is drawn again and again, as ages grow; `line` says the same for a log. */
  show(picture: () => string, line: string): void;
  /** Leaves the last picture on the screen. */
  end(): void;
}

/** No more often than this, so that the eye can follow, ms. */
const redrawMs = 200;
const tickMs = 1000;

/** @param stream stdout: a terminal or not */
export async function startLive(stream: NodeJS.WriteStream): Promise<Live> {
  // A terminal without a size, as some CI systems have it, has no room for a picture.
  return stream.isTTY && stream.rows > 0 ? screen(stream, (await import('log-update')).createLogUpdate) : lines(stream);
}

function lines(stream: NodeJS.WriteStream): Live {
  let last: string | undefined;
  const show = (_picture: () => string, line: string): void => {
    if (line === last) return;
    last = line;
    stream.write(`${line}\n`);
  };
  return { show, end: () => undefined };
}

function screen(stream: NodeJS.WriteStream, create: typeof createLogUpdate): Live {
  const update = create(stream);
  let picture: (() => string) | undefined;
  let due: NodeJS.Timeout | undefined;
  const draw = (): void => {
    due = undefined;
    if (picture !== undefined) update(fitted(picture(), stream));
  };
  const ticker = setInterval(draw, tickMs);
  return {
    show: (next) => {
      picture = next;
      due ??= setTimeout(draw, redrawMs);
    },
    end: () => {
      clearTimeout(due);
      clearInterval(ticker);
      // The whole of it stays, however small the screen.
      update.clear();
      update.done();
      if (picture !== undefined) stream.write(`${picture()}\n`);
    },
  };
}
