const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)(?= |$)/;
const [dot, zero, blank] = [46, 48, 32];
/** Length of `2026-01-02T03:04:05`, and of that with a point and nanoseconds. */
const [clockLength, fullLength] = [19, 29];

/**
 * Reads the RFC 3339 times that the lines of one log begin with, to the nanosecond. Text could not be compared: nodes may write in different
 * zones and leave zeros off. Most lines have the second of the line before them, and only their nanoseconds are read.
 */
export class MomentReader {
  /** Of the time that was read last: seconds since 1970, and nanoseconds on top. */
  second = Number.NaN;
  nanosecond = 0;
  /** How many characters the time has. */
  length = 0;
  #clock = '?';
  #zone = '';

  /** Whether `text` begins with a time, which the fields then have. */
  read(text: string): boolean {
    return this.#readAlike(text) || this.#readAnew(text);
  }

  #readAlike(text: string): boolean {
    if (!text.startsWith(this.#clock) || text.charCodeAt(clockLength) !== dot || !text.startsWith(this.#zone, fullLength)) return false;
    const end = fullLength + this.#zone.length;
    if (text.length > end && text.charCodeAt(end) !== blank) return false;
    let nanosecond = 0;
    for (let at = clockLength + 1; at < fullLength; at += 1) {
      const digit = text.charCodeAt(at) - zero;
      if (digit < 0 || digit > 9) return false;
      nanosecond = nanosecond * 10 + digit;
    }
    this.nanosecond = nanosecond;
    this.length = end;
    return true;
  }

  #readAnew(text: string): boolean {
    const parts = form.exec(text);
    if (parts === null) return false;
    const [whole, clock = '', fraction = '', zone = ''] = parts;
    this.second = Date.parse(clock + zone) / 1000;
    this.nanosecond = Number(fraction.padEnd(9, '0'));
    this.length = whole.length;
    // A copy: the part of a string keeps the whole of it in memory, which is what one network packet brought.
    this.#clock = Buffer.from(clock).toString();
    this.#zone = zone;
    return true;
  }
}
