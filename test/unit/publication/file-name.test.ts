import { describe, expect, it } from '@jest/globals';
import { fileName } from '../../../src/publication/file-name.js';

const named = (name: string, type = 'image/png', extension?: string) =>
  fileName({ name, usage: 'IMAGE' }, extension === undefined ? { type } : { type, extension }, 'line|7').replace(
    /[0-9a-f]{10}/,
    '#',
  );

describe('the name of a customer’s file', () => {
  it.each([
    ['cat.png', 'cat-#.png'],
    ['', 'image-#.png'],
    ['cat', 'cat-#.png'],
    ['../../etc/passwd', '.. .. etc passwd-#.png'],
    ['a\r\nb\0"<c>|?*:\\.png', 'a b c-#.png'],
    ['gpj.\u202Eexe.png', 'gpj. exe-#.png'],
    ['猫.png', '猫-#.png'],
    [`${'x'.repeat(300)}.png`, `${'x'.repeat(80)}-#.png`],
    [`a.${'x'.repeat(300)}`, `a.${'x'.repeat(78)}-#.png`],
    ['\uD800.png', '\uFFFD-#.png'],
  ])('%j becomes %j', (given, name) => expect(named(given)).toBe(name));

  it('ends as what the file is', () => {
    expect(named('cat.png', 'text/html', 'html')).toBe('cat-#.html');
    expect(named('cat.jpeg', 'image/jpeg', 'jpg')).toBe('cat-#.jpeg');
    expect(named('setup', 'application/x-msdownload', 'exe')).toBe('setup-#.exe');
    expect(named('report.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document')).toBe(
      'report-#.docx',
    );
  });

  it('is the same for the same file, and another for another', () => {
    const of = (identity: string) => fileName({ name: 'a.png', usage: 'IMAGE' }, { type: 'image/png' }, identity);
    expect(of('line|7')).toBe(of('line|7'));
    expect(of('line|7')).not.toBe(of('line|8'));
  });
});
