import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { trueType, usageFor } from '../../../src/media/true-type.js';
import { SEED } from '../../fixtures/property.js';

const latin1 = (text: string, more = 200) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(more)]);

const PNG = latin1('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\x0aIDAT');
const JPEG = latin1('\xff\xd8\xff\xe0\0\x10JFIF\0\x01');
const PDF = latin1('%PDF-1.7\n');
const EXE = latin1('MZ');
const ELF = latin1('\x7fELF\x02\x01\x01');
const ZIP = latin1('PK\x03\x04\x14\0\0\0\x08\0', 400);
const OLE = latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 4_000);
const MP4 = latin1('\0\0\0\x18ftypisom\0\0\x02\0isomiso2');
const WEBM = latin1(
  '\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm',
);
const OPUS = Buffer.concat([latin1('OggS', 24), latin1('OpusHead')]);
const HTML = latin1('\n <!DOCTYPE html><html><script>alert(1)</script>', 0);
const SVG = latin1('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 0);
const XML = latin1('<?xml version="1.0"?><a/>', 0);
const TEXT = latin1('name;age\nAda;36\n', 0);

describe('what a file is', () => {
  it.each<[string, string, Buffer, string, string | undefined]>([
    ['a picture', 'image/png', PNG, 'image/png', undefined],
    ['a picture of another kind', 'image/png', JPEG, 'image/jpeg', 'jpg'],
    ['a picture of which nobody said anything', 'application/octet-stream', JPEG, 'image/jpeg', 'jpg'],
    ['HTML that poses as a picture', 'image/png', HTML, 'text/html', 'html'],
    ['HTML that poses as nothing', 'application/octet-stream', HTML, 'text/html', 'html'],
    ['SVG that poses as a picture', 'image/png', SVG, 'image/svg+xml', 'svg'],
    ['a program that poses as a picture', 'image/png', EXE, 'application/x-msdownload', 'exe'],
    ['a program that poses as text', 'text/plain', ELF, 'application/x-elf', 'elf'],
    ['a program that poses as a document', 'application/pdf', ZIP, 'application/zip', 'zip'],
    ['a document that poses as sound', 'audio/mpeg', PDF, 'application/pdf', 'pdf'],
    ['text', 'text/csv; charset=utf-8', TEXT, 'text/csv', undefined],
    ['text that quotes HTML', 'text/plain', HTML, 'text/plain', undefined],
    ['HTML that says so', 'text/html', HTML, 'text/html', undefined],
    ['SVG that says so', 'image/svg+xml', SVG, 'image/svg+xml', undefined],
    ['XML that is more than XML', 'application/rss+xml', XML, 'application/rss+xml', undefined],
    ['XML that poses as a picture', 'image/png', XML, 'application/xml', 'xml'],
    [
      'a format made of ZIP',
      'application/vnd.oasis.opendocument.text',
      ZIP,
      'application/vnd.oasis.opendocument.text',
      undefined,
    ],
    ['a format made of OLE', 'application/msword', OLE, 'application/msword', undefined],
    ['a voice note in the container of a video', 'audio/webm; codecs=opus', WEBM, 'audio/webm', undefined],
    ['sound in the container of a video', 'audio/mp4', MP4, 'audio/mp4', undefined],
    ['a voice note', 'audio/ogg; codecs=opus', OPUS, 'audio/ogg', undefined],
    ['a format nobody knows', 'application/x-own', TEXT, 'application/x-own', undefined],
    ['nothing', 'image/png', Buffer.alloc(0), 'image/png', undefined],
    ['nothing of nothing', '', Buffer.alloc(0), 'application/octet-stream', undefined],
  ])('is seen in its bytes: %s', async (_, claimed, bytes, type, extension) => {
    expect(await trueType(claimed, bytes)).toEqual(extension === undefined ? { type } : { type, extension });
  });

  it(`is found out without harm, whatever the bytes (seed ${SEED})`, async () => {
    const starts = fc.constantFrom(PNG, JPEG, PDF, EXE, ZIP, OLE, MP4, WEBM, OPUS, HTML, SVG, XML, Buffer.alloc(0));
    const bytes = fc
      .tuple(starts, fc.nat(40), fc.uint8Array({ maxLength: 300 }))
      .map(([start, kept, rest]) => Buffer.concat([start.subarray(0, kept), rest]));
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('image/png', 'text/plain', 'application/zip'), async (head, claim) => {
        expect((await trueType(claim, head)).type).toMatch(/^[\w.+-]+\/[\w.+-]+$/);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});

it.each([
  ['IMAGE', 'image/png', 'IMAGE'],
  ['IMAGE', 'image/svg+xml', 'OTHER'],
  ['IMAGE', 'text/html', 'OTHER'],
  ['IMAGE', 'application/x-msdownload', 'OTHER'],
  ['STICKER', 'image/webp', 'STICKER'],
  ['STICKER', 'video/webm', 'STICKER'],
  ['STICKER', 'application/zip', 'OTHER'],
  ['VOICE_RECORDING', 'audio/ogg', 'VOICE_RECORDING'],
  ['AUDIO', 'video/mp4', 'AUDIO'],
  ['AUDIO', 'application/pdf', 'OTHER'],
  ['OTHER', 'image/png', 'OTHER'],
] as const)('%s that is %s is shown as %s', (usage, type, shown) => {
  expect(usageFor(usage, type)).toBe(shown);
});
