import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readAddresses } from '../../../../../src/cli/commands/suppressions/address-file.js';

async function read(text: string, isOpaque = false): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'addresses-'));
  try {
    const file = join(folder, 'them.csv');
    await writeFile(file, text);
    const found: string[] = [];
    for await (const { line, address } of readAddresses(file, isOpaque)) {
      found.push(`${line} ${typeof address === 'string' ? address : `${address.type} ${address.value}`}`);
    }
    return found;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a file of addresses', () => {
  it('is one address a line', async () => {
    expect(await read('+15550100\r\n\r\n  ann@example.com \n')).toEqual([
      '1 HS_PHONE_NUMBER +15550100',
      '3 HS_EMAIL_ADDRESS ann@example.com',
    ]);
  });

  it('or a column of CSV, whatever stands beside it', async () => {
    const rows = ['\ufeffName;"Phone number";Since', '"Weaver; ""Ann""";+15550100;2026', 'Bo;"+15550101";'];
    expect(await read(rows.join('\n'))).toEqual(['2 HS_PHONE_NUMBER +15550100', '3 HS_PHONE_NUMBER +15550101']);
    expect(await read('name,phone\nAnn,+15550100')).toEqual(['2 HS_PHONE_NUMBER +15550100']);
    expect(await read('phone\n+15550100')).toEqual(['2 HS_PHONE_NUMBER +15550100']);
  });

  it('tells of each line what is wrong with it', async () => {
    expect(await read('15550100\n+0123\n+1555010x\n@b.c\n+1 555 0100')).toEqual([
      expect.stringMatching(/^1 is neither a phone number with its \+/),
      expect.stringMatching(/^2 is no phone number in E\.164/),
      expect.stringMatching(/^3 is no phone number/),
      expect.stringMatching(/^4 is neither/),
      expect.stringMatching(/^5 is no phone number/),
    ]);
  });

  it('may hold ids that only the provider understands', async () => {
    expect(await read('U4af4980629\n', true)).toEqual(['1 CHANNEL_SPECIFIC_OPAQUE_ID U4af4980629']);
  });

  it('is refused where its headings name no address, or where it is not there', async () => {
    await expect(read('name,town\nAnn,Kyoto')).rejects.toThrow(
      /the first line has no heading that is one of address, phone/,
    );
    const none = async () => {
      for await (const _line of readAddresses('/nowhere/at-all.csv', false)) throw new Error('it is there');
    };
    await expect(none()).rejects.toThrow(/the file cannot be read \(ENOENT\)/);
  });
});
