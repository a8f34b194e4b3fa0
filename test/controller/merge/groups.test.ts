import { expect, it } from '@jest/globals';
import { rootGroup } from '../../../controller/merge/groups.ts';

it('finds a check its group even where a group\'s name ends in a colon', () => {
  const { groups } = rootGroup(['', '::a:'], new Map([['::a:::b', { passes: 1, fails: 0 }]]));
  expect(groups).toMatchObject([{ name: 'a:', checks: [{ name: 'b', passes: 1 }] }]);
});

it('puts a group whose outer one is not known into the innermost that is', () => {
  expect(rootGroup(['::a::b'], new Map())).toMatchObject({ name: '', groups: [{ name: 'a::b', path: '::a::b' }] });
});

it('puts a check without a path into the root group under its whole name', () => {
  expect(rootGroup([], new Map([['odd', { passes: 0, fails: 1 }]])).checks).toMatchObject([{ name: 'odd', path: 'odd', fails: 1 }]);
});
