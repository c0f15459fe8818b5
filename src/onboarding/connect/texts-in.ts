import type { PageLanguage } from '../page-language.js';
import type { ConnectTexts } from './connect-texts.js';
import { CONNECT_TEXTS_EN } from './connect-texts-en.js';
import { CONNECT_TEXTS_JA } from './connect-texts-ja.js';

const TEXTS: Record<PageLanguage, ConnectTexts> = { en: CONNECT_TEXTS_EN, ja: CONNECT_TEXTS_JA };

export function connectTexts(language: PageLanguage): ConnectTexts {
  return TEXTS[language];
}
