import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { junit } from '../../../../controller/merge/shapes/junit.ts';
import { escapeXml } from '../../../../controller/merge/shapes/xml.ts';
import { sample } from './samples.ts';

describe('junit', () => {
  it('makes a test of each threshold and of each check', () => {
    expect(junit(sample)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="shop/load" tests="5" failures="2" skipped="1" time="12.5">
  <testsuite name="thresholds" tests="3" failures="1" skipped="1" errors="0">
    <testcase classname="http_req_duration" name="p(95)&lt;8">
      <failure message="observed 9, and surely from 7.5 to 10.1235: the limit lies in between, so this is not certain">observed 9, and surely from 7.5 to 10.1235: the limit lies in between, so this is not certain</failure>
    </testcase>
    <testcase classname="http_reqs{a:&quot;b&quot;}" name="count&gt;1">
      <system-out>observed 300</system-out>
    </testcase>
    <testcase classname="none" name="rate&gt;0.5">
      <skipped message="nothing was observed"/>
    </testcase>
  </testsuite>
  <testsuite name="checks" tests="2" failures="1" skipped="0" errors="0">
    <testcase classname="checks" name="is fine"/>
    <testcase classname="outer / in &amp; out" name="status &lt; &quot;300&quot;">
      <failure message="99% (199 of 200)">99% (199 of 200)</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it('is well-formed where there is nothing to test', () => {
    const nothing = { ...sample, root_group: { ...sample.root_group, checks: [], groups: [] }, distributed: { ...sample.distributed, thresholds: [] } };
    expect(junit(nothing)).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="shop/load" tests="0" failures="0" skipped="0" time="12.5"/>\n');
  });
});

describe('escapeXml', () => {
  it('leaves nothing that XML does not allow, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeXml(text);
      expect(escaped.isWellFormed()).toBe(true);
      expect(escaped).not.toMatch(/[\u0000-\u001f<>"'\ufffe\uffff]/);
    }));
  });

  it.each([['\u0000\u0008\u000b\u001f', '\ufffd'.repeat(4)], ['a\nb\tc\r', 'a&#10;b&#9;c&#13;'], ['\ud800x\udc00', '\ufffdx\ufffd'], ['\u{1f600}', '\u{1f600}'], ['a&<', 'a&amp;&lt;']])('writes %j as %j', (text, escaped) => {
    expect(escapeXml(text)).toBe(escaped);
  });
});
