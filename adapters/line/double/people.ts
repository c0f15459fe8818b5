import type { DoubleAnswer } from 'channelwright/double';
import { refuse } from './message-desk.js';

/** A bot wants to know what somebody is called. */
export interface NameWanted {
  kind: 'profile' | 'member' | 'summary';
  /** The user, or with `summary` the group. */
  of: string;
}

const PATHS: readonly [NameWanted['kind'], RegExp][] = [
  ['profile', /^\/v2\/bot\/profile\/([^/]+)$/],
  ['member', /^\/v2\/bot\/(?:group|room)\/[^/]+\/member\/([^/]+)$/],
  ['summary', /^\/v2\/bot\/group\/([^/]+)\/summary$/],
];

/** What users and groups are called, and who asked for it. */
export class People {
  /** Of whom names were asked for, in order, answered or not. */
  readonly asked: string[] = [];
  readonly #names = new Map<string, string>();

  callsItself(id: string, name: string): void {
    this.#names.set(id, name);
  }

  /** What a path asks for, if it asks for a name. */
  wanted(path: string): NameWanted | undefined {
    for (const [kind, pattern] of PATHS) {
      const of = pattern.exec(path)?.[1];
      if (of !== undefined) return { kind, of: decodeURIComponent(of) };
    }
    return undefined;
  }

  /** @param isFriend whether the user hears from the bot: nobody else has a profile for it */
  answer({ kind, of }: NameWanted, isFriend: boolean): DoubleAnswer {
    const name = this.#names.get(of);
    if (name === undefined || (kind === 'profile' && !isFriend)) return refuse(404, 'Not found');
    return {
      status: 200,
      body: kind === 'summary' ? { groupId: of, groupName: name } : { userId: of, displayName: name },
    };
  }
}
