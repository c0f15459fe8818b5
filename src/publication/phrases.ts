/** What agents read where HubSpot has no way to show a thing. */
export interface Phrases {
  /** In place of content that cannot be shown and does not say what it is. */
  unsupported: string;
  empty: string;
  /** A file that comes in a message of its own. */
  fileFollows(name: string): string;
  fileFailed(name: string): string;
  /** Captions of content that has no text of its own. */
  file: Record<'AUDIO' | 'IMAGE' | 'OTHER' | 'STICKER' | 'VOICE_RECORDING', string>;
  location: string;
  contact: string;
  quickReplies: string;
  edited(text: string): string;
  deleted: string;
  reacted(emoji: string): string;
  reactionRemoved: string;
}

const en: Phrases = {
  unsupported: '[Content that cannot be shown here]',
  empty: '[Empty message]',
  fileFollows: (name) => `[${name}: the file follows]`,
  fileFailed: (name) => `[${name}: the file could not be fetched]`,
  file: { AUDIO: 'Audio', IMAGE: 'Image', OTHER: 'File', STICKER: 'Sticker', VOICE_RECORDING: 'Voice message' },
  location: 'Location',
  contact: 'Contact',
  quickReplies: 'Quick replies',
  edited: (text) => `[Edited] ${text}`,
  deleted: '[This message was deleted]',
  reacted: (emoji) => `[Reacted with ${emoji}]`,
  reactionRemoved: '[The reaction was removed]',
};

const ja: Phrases = {
  unsupported: '[ここに表示できない内容です]',
  empty: '[本文のないメッセージです]',
  fileFollows: (name) => `[${name}:ファイルは後から届きます]`,
  fileFailed: (name) => `[${name}:ファイルを取得できませんでした]`,
  file: { AUDIO: '音声', IMAGE: '画像', OTHER: 'ファイル', STICKER: 'スタンプ', VOICE_RECORDING: '音声メッセージ' },
  location: '位置情報',
  contact: '連絡先',
  quickReplies: 'クイックリプライ',
  edited: (text) => `[編集済み] ${text}`,
  deleted: '[このメッセージは削除されました]',
  reacted: (emoji) => `[リアクション:${emoji}]`,
  reactionRemoved: '[リアクションが取り消されました]',
};

const CATALOGUE: Readonly<Record<string, Phrases>> = { en, ja };

/** @param language a language tag; only its first part counts. English where it is not known. */
export function phrasesFor(language: string): Phrases {
  return CATALOGUE[language.toLowerCase().split('-')[0] ?? ''] ?? en;
}
