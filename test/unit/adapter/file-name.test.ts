import { describe, expect, it } from '@jest/globals';
import { fileNameIn } from '../../../src/adapter/file-name.js';

describe('the name in a Content-Disposition', () => {
  it.each([
    ['attachment; filename="photo.jpg"', 'photo.jpg'],
    ['attachment; filename=photo.jpg', 'photo.jpg'],
    ['attachment; filename="a;b.jpg"; size=3', 'a;b.jpg'],
    ['attachment; filename="a \\"b\\".jpg"', 'a "b".jpg'],
    ['attachment; filename="plain.jpg"; filename*=UTF-8\'\'%E5%86%99%E7%9C%9F.jpg', '写真.jpg'],
    ["attachment; filename*=utf-8'de'%FF; filename=plain.jpg", 'plain.jpg'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="C:\\\\dir\\\\a.jpg"', 'a.jpg'],
    ["attachment; filename*=UTF-8''a%0d%0ab.jpg", 'ab.jpg'],
    ['attachment; filename=""', undefined],
    ['attachment', undefined],
    [undefined, undefined],
  ])('%j: %j', (header, name) => expect(fileNameIn(header)).toBe(name));
});
