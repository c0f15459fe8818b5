import { z } from 'zod';
import { contactProfile } from './contact-profile.js';
import { id, openEnum } from './lenient.js';

/** Source: OpenAPI `FileAttachment.fileUsageType`. */
export const fileUsageType = openEnum(['AUDIO', 'IMAGE', 'OTHER', 'STICKER', 'VOICE_RECORDING']);

export const locationAttachment = z.looseObject({
  type: z.literal('LOCATION'),
  latitude: z.number(),
  longitude: z.number(),
  name: z.string().optional(),
  address: z.string().optional(),
  url: z.string().optional(),
});

export const contactAttachment = z.looseObject({ type: z.literal('CONTACT'), contactProfile });

export const quickReply = z.looseObject({
  value: z.string(),
  valueType: openEnum(['TEXT', 'URL']),
  label: z.string().optional(),
});

export const messageHeaderAttachment = z.looseObject({
  type: z.literal('MESSAGE_HEADER'),
  text: z.string().optional(),
  fileId: id.optional(),
});

export const unsupportedContentAttachment = z.looseObject({ type: z.literal('UNSUPPORTED_CONTENT') });

export const socialMetadataAttachment = z.looseObject({
  type: z.literal('SOCIAL_MEDIA_METADATA'),
  socialMetadata: z.looseObject({
    mediaType: openEnum([
      'ARTICLE',
      'AUDIO',
      'CAROUSEL',
      'DOCUMENT',
      'GIF',
      'LINK',
      'NONE',
      'PHOTO',
      'POLL',
      'STORY',
      'VIDEO',
    ]),
    id: id.optional(),
    description: z.string().optional(),
    mediaTitle: z.string().optional(),
    mediaUrl: z.string().optional(),
    mediaUrlString: z.string().optional(),
    thumbnailUrl: z.string().optional(),
  }),
});
