/** What a link to a file says, sealed: it is all that is known of the file when somebody calls the link. */
export interface MediaClaim {
  app: string;
  portal: string;
  source: LinkedSource;
  /** Full hours since the epoch. */
  expiresAtHour: number;
  /** What it shall be called and be served as, unless its source knows better. */
  name?: string;
  type?: string;
}

export type LinkedSource = { kind: 'hubspot'; fileId: string } | { kind: 'url'; url: string };

const KINDS = ['hubspot', 'url'] as const;
const HEAD_BYTES = 4;
/** Numbers as HubSpot's ids are, which fit into half the bytes of their digits. */
const NUMBER = /^[1-9]\d{0,30}$/;

/** Layout: kind (1 byte) · expiry (3) · app, portal, source, name, type, each with its length before it. */
export function packClaim({ app, portal, source, expiresAtHour, name = '', type = '' }: MediaClaim): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(KINDS.indexOf(source.kind));
  head.writeUIntBE(expiresAtHour, 1, 3);
  const named = source.kind === 'hubspot' ? source.fileId : source.url;
  return Buffer.concat([head, ...[app, portal, named, name, type].map(packField)]);
}

/** Only for what {@link packClaim} made: the caller has checked the seal. */
export function unpackClaim(bytes: Buffer): MediaClaim | undefined {
  const kind = KINDS[bytes.readUInt8(0)];
  const expiresAtHour = bytes.readUIntBE(1, 3);
  const [app = '', portal = '', named = '', name = '', type = ''] = unpackFields(bytes.subarray(HEAD_BYTES));
  if (kind === undefined) return undefined;
  return {
    app,
    portal,
    source: kind === 'hubspot' ? { kind, fileId: named } : { kind, url: named },
    expiresAtHour,
    ...(name === '' ? {} : { name }),
    ...(type === '' ? {} : { type }),
  };
}

/** The length is doubled; its last bit says whether digits were packed. */
function packField(text: string): Buffer {
  const isNumber = NUMBER.test(text);
  const bytes = isNumber ? Buffer.from(evenHex(BigInt(text).toString(16)), 'hex') : Buffer.from(text);
  const length = bytes.length * 2 + (isNumber ? 1 : 0);
  const head = length < 0x80 ? [length] : [0x80 | (length >> 8), length & 0xff];
  return Buffer.concat([Buffer.from(head), bytes]);
}

function* unpackFields(bytes: Buffer): Generator<string> {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes.readUInt8(at);
    const isLong = first >= 0x80;
    const length = isLong ? ((first & 0x7f) << 8) | bytes.readUInt8(at + 1) : first;
    const from = at + (isLong ? 2 : 1);
    at = from + (length >> 1);
    const field = bytes.subarray(from, at);
    yield length % 2 === 1 ? BigInt(`0x${field.toString('hex')}`).toString() : field.toString();
  }
}

function evenHex(hex: string): string {
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}
