import { z } from 'zod';

/** Whether a URL's host is this machine. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function faultOf(text: string): string | undefined {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return 'is not a web address';
  if (url.username !== '' || url.password !== '') return 'holds a user name or a password';
  if (url.search !== '' || url.hash !== '') return 'has a query or a fragment';
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return 'is not https';
  return undefined;
}

/** The base of other URLs: https, or http to this machine. Read without its trailing slash. */
export function webAddress(description: string, example: string) {
  return z
    .string()
    .superRefine((text, context) => {
      const message = faultOf(text);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .transform((text) => text.replace(/\/+$/, ''))
    .meta({
      description,
      remedy: `Write a whole address with https (http only for this machine), such as ${example}.`,
    });
}
