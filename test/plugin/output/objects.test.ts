import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { Run } from '../../../api/run.ts';
import { objectsText, objectName } from '../../../plugin/output/objects.ts';
import { table } from '../../../plugin/output/table.ts';
import { aRun } from '../../api/builders.ts';

const one: Run = { ...aRun(), metadata: { ...aRun().metadata, managedFields: [{ manager: 'kubectl' }] } };
const other: Run = { ...aRun(), kind: 'TestRun', metadata: { ...aRun().metadata, name: 'other' } };

describe('objectsText', () => {
  it('is the object alone for one that was named, and a List for several', async () => {
    expect(JSON.parse(await objectsText([one], { kind: 'json' }, { single: true }))).toMatchObject({ kind: 'K6' });
    expect(JSON.parse(await objectsText([], { kind: 'json' }, { single: false }))).toMatchObject({ kind: 'List', items: [] });
    expect(parse(await objectsText([one, other], { kind: 'yaml' }, { single: false }))).toMatchObject({ kind: 'List', items: [{ kind: 'K6' }, { kind: 'TestRun' }] });
  });

  it('leaves managed fields out, as kubectl does', async () => {
    expect(await objectsText([one], { kind: 'json' }, { single: true })).not.toContain('managedFields');
    expect(one.metadata.managedFields).toHaveLength(1);
  });

  it('names objects as kubectl -o name does', async () => {
    expect(await objectsText([one, other], { kind: 'name' }, { single: false })).toBe('k6.k6.io/k6-sample\ntestrun.k6.io/other');
    expect(objectName({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } })).toBe('pod/p');
  });

  it('makes columns of paths, <none> where nothing is', async () => {
    const columns = [{ header: 'NAME', path: '.metadata.name' }, { header: 'STAGE', path: '.status.stage' }];
    expect(await objectsText([other], { kind: 'custom-columns', columns }, { single: false })).toBe('NAME    STAGE\nother   <none>');
    expect(await objectsText([other], { kind: 'custom-columns', columns }, { single: false, headers: false })).toBe('other   <none>');
  });
});

describe('table', () => {
  it('aligns columns, counts colours as nothing, and has no blanks at line ends', () => {
    expect(table(['A', 'LONG'], [['x', ''], ['\u001b[31mred\u001b[39m', 'y']])).toEqual(['A     LONG', 'x', '\u001b[31mred\u001b[39m   y']);
  });
});
