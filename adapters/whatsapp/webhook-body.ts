import { type AccountRef, parseJson } from 'channelwright/adapter';
import { z } from 'zod';
import { wabaIdentity } from './addresses.js';

/** What all webhooks of a Meta app say of whose product they are about: pages and Instagram come to the same URL. */
const OUR_OBJECT = 'whatsapp_business_account';

/**
 * Source: Meta, "Webhooks, notification payload". One request holds changes of several numbers and of several businesses. Loose
 * on purpose: Meta adds members without notice.
 */
const envelope = z.object({ object: z.string(), entry: z.array(z.unknown()) });
const entry = z.object({ id: z.union([z.string(), z.number()]).transform(String), changes: z.array(z.unknown()) });
const change = z.object({ field: z.string(), value: z.record(z.string(), z.unknown()) });
const metadata = z.object({
  phone_number_id: z.string().min(1),
  display_phone_number: z.string().optional().catch(undefined),
});

/** What happened to one number. */
export interface Change {
  field: string;
  value: Record<string, unknown>;
  /** How it names the account. */
  account: AccountRef;
  /** Our number as WhatsApp writes it, where it is said. */
  ourNumber?: string | undefined;
}

/** A piece of the envelope that is not what it should be. */
export interface BrokenPiece {
  problem: string;
  piece: unknown;
  account?: AccountRef;
}

export interface WebhookBody {
  object: string;
  changes: (Change | BrokenPiece)[];
}

/** Undefined: not a webhook of Meta at all. */
export function readWebhook(bytes: Uint8Array): WebhookBody | undefined {
  const { data } = envelope.safeParse(parseJson(bytes));
  if (data === undefined) return undefined;
  const ours = data.object === OUR_OBJECT;
  return { object: data.object, changes: ours ? data.entry.flatMap(changesOf) : [] };
}

function changesOf(input: unknown): (Change | BrokenPiece)[] {
  const { data } = entry.safeParse(input);
  if (data === undefined) return [{ problem: 'an entry without changes', piece: input }];
  const account = wabaIdentity(data.id);
  return data.changes.map((piece) => {
    const known = change.safeParse(piece).data;
    if (known === undefined) return { problem: 'a change without a value', piece, account };
    const number = metadata.safeParse(known.value['metadata']).data;
    return { ...known, account: number?.phone_number_id ?? account, ourNumber: number?.display_phone_number };
  });
}
