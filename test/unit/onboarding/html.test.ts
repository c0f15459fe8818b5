import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { html, htmlText } from '../../../src/onboarding/html.js';
import { page, redirect } from '../../../src/onboarding/page.js';

describe('html', () => {
  it('escapes text, also inside attributes', () => {
    const name = `"><script>alert('x')</script>&\``;
    expect(htmlText(html`<p title="${name}">${name}</p>`)).toBe(`<p title="${ESCAPED}">${ESCAPED}</p>`);
  });

  it('takes what another template has made, alone or in a list', () => {
    const items = ['<a>', 'b'].map((item) => html`<li>${item}</li>`);
    expect(htmlText(html`<ul>${items}</ul>${html`<hr>`}`)).toBe('<ul><li>&lt;a&gt;</li><li>b</li></ul><hr>');
  });

  it('leaves nothing for what is not there', () => {
    expect(htmlText(html`[${undefined}${false}${''}${0}]`)).toBe('[0]');
  });
});

describe('a page', () => {
  const shown = page({ title: '<title>', language: '"ja', body: html`<h1>Hello</h1>` });

  it('escapes its title and its language', () => {
    expect(shown.body).toContain('<title>&lt;title&gt;</title>');
    expect(shown.body).toContain('<html lang="&quot;ja">');
  });

  it('lets the browser run and load nothing but its own style', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(shown.body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(shown.headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    );
  });

  it('is kept by nobody and tells nobody where it was', () => {
    expect(shown.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  it('names whom a form may lead to, and who may frame it', () => {
    const { headers } = page({
      title: 't',
      body: html``,
      formTargets: ['https://app.example'],
      framedBy: ['https://*.hubspot.com'],
    });
    expect(headers['content-security-policy']).toContain("form-action 'self' https://app.example;");
    expect(headers['content-security-policy']).toContain('frame-ancestors https://*.hubspot.com;');
    expect(headers['x-frame-options']).toBeUndefined();
  });

  it('redirects without a copy and without a referrer', () => {
    expect(redirect('https://app.example/x', { status: 303 })).toMatchObject({
      status: 303,
      headers: { location: 'https://app.example/x', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    });
  });
});

const ESCAPED = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&#96;';
