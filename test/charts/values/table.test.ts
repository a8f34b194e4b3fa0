import { describe, expect, it } from '@jest/globals';
import { readValues } from '../../../charts/values/read.ts';
import { withTable } from '../../../charts/values/table.ts';

const values = readValues('# -- A | B.\na: ""\nb:\n  # -- C.\n  c: {x: {y: 100m}}\n  # -- D.\n  d: [443, 6443]\n  # -- E.\n  e: sha256\n');

describe('the table of the values', () => {
  it('stands between its markers, one line for each value, and the rest of the README stays', () => {
    expect(withTable('# T\n<!-- values -->\nold\n<!-- /values -->\nrest\n', values)).toBe([
      '# T', '<!-- values -->', '| value | default | meaning |', '|---|---|---|',
      '| `a` | `""` | A \\| B. |', '| `b.c` | `{x: {y: 100m}}` | C. |', '| `b.d` | `[443, 6443]` | D. |', '| `b.e` | `sha256` | E. |',
      '<!-- /values -->', 'rest', '',
    ].join('\n'));
  });

  it('comes out the same when it is made again', () => {
    const once = withTable('<!-- values -->\n<!-- /values -->\n', values);
    expect(withTable(once, values)).toBe(once);
  });

  it('is refused where the README has no place for it', () => {
    expect(() => withTable('# T\n', values)).toThrow('lacks <!-- values -->');
  });
});
