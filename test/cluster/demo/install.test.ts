import { describe, expect, it } from '@jest/globals';
import { splitImage } from '../../../cluster/demo/install.ts';

describe('an image\'s name', () => {
  it.each([
    ['k6-operator:dev', 'k6-operator', 'dev'],
    ['registry:5000/k6-operator:1.2', 'registry:5000/k6-operator', '1.2'],
    ['registry:5000/k6-operator', 'registry:5000/k6-operator', 'latest'],
  ])('%s is split where its tag begins', (image, repository, tag) => {
    expect(splitImage(image)).toEqual({ repository, tag });
  });
});
