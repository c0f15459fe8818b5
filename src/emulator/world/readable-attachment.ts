import { fullName, signedUrl } from './files.js';
import type { Attachment } from './model.js';
import type { World } from './world.js';

/** How long the links inside messages live. HubSpot's figure is not documented. */
const LINK_MS = 24 * 3_600_000;

/** An attachment as it is read: with more than was published (reference §6.4). */
export function readableAttachment(attachment: Attachment, world: World): Attachment {
  switch (attachment.type) {
    case 'FILE':
      return readableFile(attachment, world);
    case 'QUICK_REPLIES':
      return { allowUserInput: true, allowMultiSelect: false, ...attachment };
    case 'MESSAGE_HEADER':
      // A number here, and a string in every other place.
      return attachment['fileId'] === undefined ? attachment : { ...attachment, fileId: Number(attachment['fileId']) };
    default:
      return attachment;
  }
}

function readableFile(attachment: Attachment, world: World): Attachment {
  const file = world.state.files.get(String(attachment['fileId']));
  if (!file) return { fileUsageType: 'OTHER', ...attachment };
  const url = signedUrl(file, world.scheduler.now() + LINK_MS, world);
  return { fileUsageType: usageOf(file.contentType), name: fullName(file), url, ...attachment };
}

function usageOf(contentType: string): string {
  if (contentType.startsWith('image/')) return 'IMAGE';
  return contentType.startsWith('audio/') ? 'AUDIO' : 'OTHER';
}
