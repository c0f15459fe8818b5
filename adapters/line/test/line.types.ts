/** What we build is what the official SDK sends, and what it reads is what we read. Compiling this file is the test. */
import type { messagingApi, webhook } from '@line/bot-sdk';
import type { z } from 'zod';
import type { LineMessage } from '../line-message.js';
import type * as read from '../webhook-body.js';

type Assignable<Given extends Expected, Expected> = Given;
type Read<T extends keyof typeof read> = (typeof read)[T] extends z.ZodType ? z.input<(typeof read)[T]> : never;
type Sent<T extends webhook.Event['type']> = Extract<webhook.Event, { type: T }>;
/** The members that only this kind of event has: who it is from is compared by itself. */
type Own<T> = Omit<T, 'source' | 'message'>;

export type Built = Assignable<LineMessage, messagingApi.Message>;
export type Pushed = Assignable<{ to: string; messages: LineMessage[] }, messagingApi.PushMessageRequest>;
export type Replied = Assignable<{ replyToken: string; messages: LineMessage[] }, messagingApi.ReplyMessageRequest>;

export type Envelope = Assignable<webhook.CallbackRequest, Read<'callback'>>;
export type Any = Assignable<webhook.Event, Read<'anyEvent'>>;
export type Message = Assignable<Own<Sent<'message'>>, Own<Read<'messageEvent'>>>;
export type Postback = Assignable<Own<Sent<'postback'>>, Own<Read<'postbackEvent'>>>;
export type Unsend = Assignable<Own<Sent<'unsend'>>, Own<Read<'unsendEvent'>>>;
export type Relation = Assignable<Own<Sent<'follow' | 'unfollow' | 'join' | 'leave'>>, Own<Read<'relationEvent'>>>;
export type AnyMessage = Assignable<webhook.MessageContent, Read<'anyMessage'>>;
export type Content = Assignable<webhook.MessageContent, Read<'messageContent'>>;
/** LINE may leave the user out; an event of nobody is one we cannot read. */
export type Source = Assignable<
  webhook.GroupSource | webhook.RoomSource | Required<webhook.UserSource>,
  Read<'source'>
>;
