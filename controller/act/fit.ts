/** A ConfigMap holds 1 MiB; some of it goes to keys and metadata. */
const roomBytes = 900 * 1024;
export const mostBytesEach = 16 * 1024;
const leastBytesEach = 256;

/** The logs' ends by key, each cut so that all of them fit beside `files`. */
export function fitLogs(logs: readonly { key: string; text: string }[], files: Readonly<Record<string, string>>): Record<string, string> {
  const taken = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const each = Math.min(mostBytesEach, Math.max(leastBytesEach, Math.floor((roomBytes - taken) / Math.max(1, logs.length))));
  return Object.fromEntries(logs.map(({ key, text }) => [key, lastBytes(text, each)]));
}

/** Most of the room may go to what is merged, so that something is left for the logs of many runners. */
export const mergedRoomBytes = 600 * 1024;

/** `files` without the last of those that do not fit; they are given in the order of their worth. */
export function fitFiles(files: readonly (readonly [key: string, text: string])[]): Record<string, string> {
  let left = mergedRoomBytes;
  return Object.fromEntries(files.filter(([, text]) => {
    const size = Buffer.byteLength(text);
    if (size > left) return false;
    left -= size;
    return true;
  }));
}

/** The last `room` bytes of a text, from the beginning of a line where there is one. */
export function lastBytes(text: string, room: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= room) return text;
  const cut = bytes.subarray(bytes.length - room).toString('utf8');
  const line = cut.indexOf('\n');
  return line === -1 || line === cut.length - 1 ? cut.replace(/^\uFFFD+/, '') : cut.slice(line + 1);
}
