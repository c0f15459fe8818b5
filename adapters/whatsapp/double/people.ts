/** A customer as WhatsApp knows one. */
export interface Person {
  /** Digits. */
  waId: string;
  name: string;
  /** The business-scoped user id; absent: webhooks do not tell it. */
  userId?: string;
  /** Has a user name and keeps the number to herself. */
  hidesNumber?: boolean;
  /** Other forms in which the number may be written to. */
  alsoWritten?: string[];
}

/** Who is who. Whoever was never spoken of is a person with that number and no more. */
export class People {
  readonly #people: Person[] = [];

  /** From now on this is what is known of the number. */
  set(waId: string, facts: Partial<Omit<Person, 'waId'>>): Person {
    const person = this.byNumber(waId);
    return Object.assign(person, facts);
  }

  byNumber(digits: string): Person {
    const bare = digits.replace(/^\+/, '');
    const known = this.#people.find(({ waId, alsoWritten = [] }) => waId === bare || alsoWritten.includes(bare));
    if (known) return known;
    const person = { waId: bare, name: `Customer ${bare.slice(-4)}` };
    this.#people.push(person);
    return person;
  }

  byUserId(userId: string): Person | undefined {
    return this.#people.find((person) => person.userId === userId);
  }

  /** A new number comes with a new user id. */
  move(from: string, to: string, userId?: string): { before: Person; after: Person } {
    const person = this.byNumber(from);
    const before = { ...person };
    const { userId: _old, ...rest } = person;
    const after = { ...rest, waId: to, ...(userId !== undefined && { userId }) };
    this.#people.splice(this.#people.indexOf(person), 1, after);
    return { before, after };
  }
}

/** How `contacts` names a person. */
export function contactOf({ waId, userId, name, hidesNumber }: Person) {
  return {
    profile: { name },
    ...(hidesNumber ? {} : { wa_id: waId }),
    ...(userId !== undefined && { user_id: userId }),
  };
}

/** The two names of a person under whichever keys a webhook has for them; the number only where it is told. */
export function named(person: Person, numberKey: string, userKey: string): Record<string, string> {
  const { waId, userId, hidesNumber } = person;
  return { ...(hidesNumber ? {} : { [numberKey]: waId }), ...(userId !== undefined && { [userKey]: userId }) };
}
