import type { ContactItem } from 'channelwright/adapter';
import { z } from 'zod';

const text = z.string().nullish().catch(undefined);
const list = <T extends z.ZodType>(of: T) => z.array(of).nullish().catch(undefined);

/** Source: Meta, "Contacts messages". */
const card = z.object({
  name: z
    .object({
      formatted_name: text,
      prefix: text,
      first_name: text,
      middle_name: text,
      last_name: text,
      suffix: text,
    })
    .nullish()
    .catch(undefined),
  phones: list(z.object({ phone: text, wa_id: text, type: text })),
  emails: list(z.object({ email: text, type: text })),
  urls: list(z.object({ url: text, type: text })),
  org: z.object({ company: text, department: text, title: text }).nullish().catch(undefined),
});

/** A contact in WhatsApp's form. The whole name and one piece of it are mandatory there. */
export function contactCard({ name = {}, phones = [], emails = [], urls = [], org }: ContactItem) {
  const { prefix, firstName, middleName, lastName, suffix } = name;
  const whole = [prefix, firstName, middleName, lastName, suffix].filter(Boolean).join(' ');
  const formatted = whole || org?.company || phones[0]?.phone || emails[0]?.email || '?';
  return {
    name: {
      formatted_name: formatted,
      first_name: firstName || formatted,
      ...present({ prefix, middle_name: middleName, last_name: lastName, suffix }),
    },
    ...(phones.length > 0 && { phones: phones.map(({ phone, type }) => ({ phone, ...present({ type }) })) }),
    ...(emails.length > 0 && { emails: emails.map(({ email, type }) => ({ email, ...present({ type }) })) }),
    ...(urls.length > 0 && { urls: urls.map(({ url, type }) => ({ url, ...present({ type }) })) }),
    ...(org && { org: present({ ...org }) }),
  };
}

/** A contact a customer sent; undefined where it is none. */
export function contactItem(input: unknown): ContactItem | undefined {
  const { data } = card.safeParse(input);
  if (data === undefined) return undefined;
  const { name, phones, emails, urls, org } = data;
  return {
    kind: 'contact',
    ...(name && { name: nameOf(name) }),
    phones: (phones ?? []).flatMap(({ phone, wa_id, type }) => {
      const number = phone || (wa_id ? `+${wa_id}` : '');
      return number ? [{ phone: number, ...kindOf(type, PHONE_KINDS) }] : [];
    }),
    emails: (emails ?? []).flatMap(({ email, type }) => (email ? [{ email, ...kindOf(type, PLACES) }] : [])),
    urls: (urls ?? []).flatMap(({ url, type }) => (url ? [{ url, ...kindOf(type, PLACES) }] : [])),
    ...(org && { org: present({ company: org.company, department: org.department, title: org.title }) }),
  };
}

function nameOf(name: NonNullable<z.output<typeof card>['name']>): NonNullable<ContactItem['name']> {
  const { formatted_name, prefix, first_name, middle_name, last_name, suffix } = name;
  const firstName = first_name || (last_name ? undefined : formatted_name);
  return present({ prefix, firstName, middleName: middle_name, lastName: last_name, suffix });
}

const PLACES = { HOME: 'HOME', WORK: 'WORK' } as const;
const PHONE_KINDS = { ...PLACES, CELL: 'CELL', MOBILE: 'CELL', IPHONE: 'CELL', MAIN: 'MAIN' } as const;

/** People name the kinds of their numbers freely; HubSpot knows a few. */
function kindOf<K extends string>(given: string | null | undefined, kinds: Readonly<Record<string, K>>): { type?: K } {
  const known = given?.toUpperCase() ?? '';
  return Object.hasOwn(kinds, known) ? { type: kinds[known]! } : {};
}

type Present<T> = { [M in keyof T]?: NonNullable<T[M]> };

/** Without the members that say nothing. */
function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value)) as Present<T>;
}
