import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { databaseRemains } from '../fixtures/database-remains.js';
import { Deployment, OUR_NUMBER } from '../fixtures/deployment.js';
import { fileRemains, rawRemains } from '../fixtures/file-remains.js';
import { freshDatabase } from '../fixtures/postgres.js';
import { TEST_KEY } from '../fixtures/temp-store.js';
import { until } from '../fixtures/until.js';

const DIGITS = '15550188';
const ADA = { type: 'HS_PHONE_NUMBER', value: `+${DIGITS}` } as const;
const SECOND = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'quillon.second' } as const;
const GROUP = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'a-group' } as const;
const NAME = 'Quillon Marker';
/** In each text and name of a file. */
const WORD = 'zyxomma';
/** Of the person. */
const MARKERS = [DIGITS, SECOND.value, NAME, WORD];

/** Everything that can bring something of a person in. */
async function plant(deployment: Deployment, agentWrites: (text: string) => string) {
  const { provider, emulator, door } = deployment;
  const tell = (type: string, data: object) => {
    const event = provider.event(type, data, OUR_NUMBER.value);
    return provider.emit([{ ...event, id: `${event.id}-${DIGITS}` }], `${door.url}/providers/chat`);
  };
  const published = (least: number) =>
    until(`HubSpot has ${least}`, () => emulator.control.messages({ origin: 'published' }).length >= least);
  const sent = agentWrites(`${WORD} of the agent`);
  await until('HubSpot was told', () => deployment.told(sent).length > 0);
  const file = {
    url: provider.addFile('application/pdf', Buffer.from('%PDF-1.4')),
    name: `${WORD}.pdf`,
    type: 'application/pdf',
  };
  const from = { ...ADA, name: NAME };
  await tell('message', { id: `wire-${DIGITS}-1`, from, text: `${WORD} hello`, files: [file] });
  await published(1);
  await tell('edited', { of: `wire-${DIGITS}-1`, text: `${WORD} edited` });
  await tell('reaction', { of: `wire-${DIGITS}-1`, from: ADA, emoji: '👍' });
  await tell('deleted', { of: `wire-${DIGITS}-1` });
  await tell('edited', { of: `wire-${DIGITS}-unknown`, text: `${WORD} of nothing` });
  await tell('echo', { id: `wire-${DIGITS}-2`, from: OUR_NUMBER, conversation: ADA, text: `${WORD} from a telephone` });
  await tell('message', { id: `wire-${DIGITS}-3`, from, conversation: GROUP, text: `${WORD} to all` });
  await published(6);
  await tell('alias', { from: ADA, to: SECOND });
  await tell('message', { id: `wire-${DIGITS}-4`, from: SECOND, text: `${WORD} by another name` });
  await published(7);
  await tell('receipt', { of: { id: `wire-${DIGITS}-77` }, state: 'read' });
  await tell('message', { id: `wire-${DIGITS}-5`, from: ADA, text: { not: WORD } });
  emulator.control.addFault({ effect: { kind: 'error', status: 400 }, times: 2, operations: ['messages.publish'] });
  await tell('message', { id: `wire-${DIGITS}-6`, from: ADA, text: `${WORD} refused` });
  await tell('optOut', { peer: ADA });
  const refused = agentWrites(`${WORD} unwanted`);
  await until('HubSpot shows it', () => emulator.control.message(refused).status.statusType === 'FAILED');
  await tell('optIn', { peer: ADA });
  const error = { class: 'recipient-invalid', code: '7', message: `${ADA.value} is nobody` };
  provider.behave({ kind: 'answer', status: 422, body: { error } });
  const failed = agentWrites(`${WORD} in vain`);
  await until('HubSpot shows it', () => emulator.control.message(failed).status.statusType === 'FAILED');
}

describe.each(['sqlite', 'postgres'] as const)('somebody who left traces everywhere, on %s', (kind) => {
  it('leaves nothing when they are erased but a keyed hash', async () => {
    await using resources = new AsyncDisposableStack();
    const database = kind === 'postgres' ? await freshDatabase() : undefined;
    if (database) resources.defer(() => database.drop());
    const deployment = resources.use(await Deployment.open());
    if (database) await deployment.configure({ store: { url: database.url, pool: 2 } });
    const path = join(deployment.folder, 'channelwright.db');
    const remains = async (canaries: string[]) =>
      database ? databaseRemains(database.url, [TEST_KEY], canaries) : fileRemains(path, [TEST_KEY], canaries);
    const engine = resources.use(await deployment.engine());
    const accountId = deployment.seeded.channels[0]!.accounts[0]!.id;
    const agentWrites = (text: string) => deployment.emulator.control.agentSend({ accountId, to: [ADA], text }).id;
    await plant(deployment, agentWrites);
    expect((await remains(MARKERS)).length).toBeGreaterThan(10);
    const erased = await deployment.json('privacy', 'erase', '--peer', SECOND.value, '--yes');
    expect(erased).toMatchObject({ groups: 1, isOver: true });
    expect(await remains(MARKERS)).toEqual([]);
    expect(await deployment.json('dead-letters', 'list')).toEqual({ deadLetters: [] });
    await engine.stop();
    expect(await remains(MARKERS)).toEqual([]);
    if (!database) expect(await rawRemains(path, MARKERS)).toEqual([]);
  });
});
