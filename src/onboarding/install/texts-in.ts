import type { PageLanguage } from '../page-language.js';
import type { InstallTexts } from './install-texts.js';
import { INSTALL_TEXTS_EN } from './install-texts-en.js';
import { INSTALL_TEXTS_JA } from './install-texts-ja.js';

const TEXTS: Readonly<Record<PageLanguage, InstallTexts>> = { en: INSTALL_TEXTS_EN, ja: INSTALL_TEXTS_JA };

/** What the install pages say in a language. */
export function textsIn(language: PageLanguage): InstallTexts {
  return TEXTS[language];
}
