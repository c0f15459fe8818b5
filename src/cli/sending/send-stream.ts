import type { RunParts } from '../../connector/run-parts.js';
import type { OpenStore } from '../../connector/stores/open-store.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import type { CommandContext } from '../command.js';
import { untilAskedToEnd } from '../until-end.js';
import { type CommandBatch, CommandStream, FOLDED_AT_ONCE, type StreamBounds } from './command-stream.js';
import type { CarriedOut } from './send-commands.js';

/** Commands as they are found, and what is done once they are folded. */
export interface Streamed {
  batches(store: OpenStore): AsyncIterable<CommandBatch>;
  folded(events: NewInboxEvent[], store: OpenStore): Promise<void>;
  /** Default: of commands that are carried out when they are folded. */
  bounds?: StreamBounds;
}

export interface StreamEnd {
  carriedOut: CarriedOut;
  /** It was asked to end: what was sent is folded, and the rest not sent. */
  isInterrupted: boolean;
}

/**
 * Sends any number of commands, a few at a time. Asked to end, it ends after those that are sent.
 *
 * @throws ChannelwrightError `CW_STORE_*`
 */
export async function sendStream(
  { io, progress }: CommandContext,
  parts: RunParts,
  { batches, folded, bounds = FOLDED_AT_ONCE }: Streamed,
): Promise<StreamEnd> {
  await using stream = await CommandStream.open(parts, bounds, progress);
  let isInterrupted = false;
  const { asked, done } = untilAskedToEnd(io);
  void asked.then(() => {
    isInterrupted = true;
  });
  try {
    for await (const batch of batches(stream.store)) {
      if (isInterrupted || stream.isStalled) break;
      await stream.send(batch);
      await folded(stream.takeFolded(), stream.store);
    }
    const carriedOut = await stream.end();
    await folded(stream.takeFolded(), stream.store);
    return { carriedOut, isInterrupted };
  } finally {
    done();
  }
}
