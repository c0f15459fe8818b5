/** The languages our pages are written in. */
export const PAGE_LANGUAGES = ['en', 'ja'] as const;

export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

/** The language a browser likes best of those we have. Source: RFC 9110, "Accept-Language". Default: English. */
export function pageLanguage(accepted: string | undefined): PageLanguage {
  const liked = (accepted ?? '').slice(0, 500).split(',').map(likedLanguage);
  const best = liked.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
  for (const { name } of best) {
    const ours = PAGE_LANGUAGES.find((language) => language === name);
    if (ours) return ours;
  }
  return 'en';
}

function likedLanguage(entry: string): { name: string; quality: number } {
  const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
  const weight = parameters.map((each) => /^\s*q=([\d.]+)\s*$/.exec(each)?.[1]).find((each) => each !== undefined);
  return { name: tag.trim().split('-')[0] ?? '', quality: weight === undefined ? 1 : Number(weight) || 0 };
}
