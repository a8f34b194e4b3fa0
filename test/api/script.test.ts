import { describe, expect, it } from '@jest/globals';
import { parseScript, ScriptError } from '../../api/script.ts';

const claim = { name: 'k6-test-volume', persistentVolumeClaim: { claimName: 'scripts' } };
const mount = (mountPath: string): object => ({ name: 'k6-test-volume', mountPath });

describe('parseScript', () => {
  it('mounts a ConfigMap read-only at /test, its script named test.js', () => {
    expect(parseScript({ configMap: { name: 'scripts' } })).toEqual({
      kind: 'configMap', path: '/test/test.js', mountPath: '/test', file: 'test.js',
      volume: { name: 'k6-test-volume', configMap: { name: 'scripts' } }, mount: { ...mount('/test'), readOnly: true },
    });
  });

  it('takes another key of the ConfigMap, an archive too', () => {
    expect(parseScript({ configMap: { name: 'scripts', file: 'archive.tar' } })).toMatchObject({ path: '/test/archive.tar', file: 'archive.tar' });
  });

  it('mounts a volume claim at /test, its script named test.js', () => {
    expect(parseScript({ volumeClaim: { name: 'scripts' } })).toEqual({
      kind: 'volumeClaim', path: '/test/test.js', mountPath: '/test', file: 'test.js', volume: claim, mount: mount('/test'),
    });
  });

  it('looks for a relative path below /test', () => {
    expect(parseScript({ volumeClaim: { name: 'scripts', file: 'shop/cart.js' } })).toMatchObject({
      path: '/test/shop/cart.js', mountPath: '/test', file: 'shop/cart.js', mount: mount('/test'),
    });
  });

  it('mounts the volume at the folder of an absolute path', () => {
    expect(parseScript({ volumeClaim: { name: 'scripts', file: '/srv/shop/cart.js' } })).toMatchObject({
      path: '/srv/shop/cart.js', mountPath: '/srv/shop', file: 'cart.js', volume: claim, mount: mount('/srv/shop'),
    });
  });

  it('mounts a volume claim read-only on demand, the volume itself staying writable for init containers', () => {
    expect(parseScript({ volumeClaim: { name: 'scripts', readOnly: true } })).toMatchObject({
      volume: claim, mount: { ...mount('/test'), readOnly: true },
    });
    expect(parseScript({ volumeClaim: { name: 'scripts', readOnly: false } }).mount).toEqual(mount('/test'));
  });

  it('takes a local file as it is and mounts nothing', () => {
    expect(parseScript({ localFile: '/home/k6/cart.js' })).toEqual({ kind: 'localFile', path: '/home/k6/cart.js' });
  });

  it('lets a volume claim win over a ConfigMap, and that over a local file', () => {
    const all = { volumeClaim: { name: 'a' }, configMap: { name: 'b' }, localFile: '/c.js' };
    expect(parseScript(all).kind).toBe('volumeClaim');
    expect(parseScript({ ...all, volumeClaim: { name: '' } }).kind).toBe('configMap');
  });

  it('takes an empty file name for none', () => {
    expect(parseScript({ configMap: { name: 'scripts', file: '' } }).path).toBe('/test/test.js');
    expect(parseScript({ volumeClaim: { name: 'scripts', file: '' } }).path).toBe('/test/test.js');
  });

  it.each([[{}], [undefined], [{ localFile: '' }], [{ configMap: { name: '' } }]])('refuses %j', (source) => {
    expect(() => parseScript(source)).toThrow(ScriptError);
  });
});
