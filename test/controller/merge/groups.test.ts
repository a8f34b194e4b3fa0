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

it('names groups and checks by the same ids as k6', () => {
  const root = rootGroup(['', '::a'], new Map([['::a::b', { passes: 1, fails: 0 }]]));
  // As k6 v1.8.1 gave them to handleSummary().
  expect(root).toMatchObject({
    id: 'd41d8cd98f00b204e9800998ecf8427e',
    groups: [{ id: 'bbf5ee9e65399b518cbae210b4c64962', checks: [{ id: '7dd4103b2f1a7305f971d430101027b7' }] }],
  });
});
