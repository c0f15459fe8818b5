import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, openChromium } from '../fixtures/chromium.js';
import { ConnectWorld, PASSWORD } from '../fixtures/connect-world.js';
import { until } from '../fixtures/until.js';

/** A folder for screenshots, to look at. */
const SHOTS = process.env['SCREENSHOTS'];
const SIZE = { width: 600, height: 600 };

const inChromium = chromiumPath() === undefined ? describe.skip : describe;

inChromium('the connect page in Chromium (found at CHROMIUM_PATH or the usual places)', () => {
  let browser: Browser;
  let connecting: ConnectWorld;
  let stopTime: () => void;

  beforeAll(async () => {
    browser = await openChromium();
    connecting = await ConnectWorld.open({ world: { pages: true } });
    stopTime = runTime(connecting);
  });

  afterAll(async () => {
    stopTime?.();
    await browser?.close();
    await connecting?.[Symbol.asyncDispose]();
  });

  /** The page as HubSpot opens it. */
  async function opened(options: Parameters<Browser['newContext']>[0] = {}) {
    const context = await browser.newContext({ viewport: SIZE, locale: 'en-GB', ...options });
    const page = await context.newPage();
    const { channelId, portalId, world } = connecting;
    await page.goto(world.emulator.control.beginConnection({ channelId, portalId }).connectUrl!);
    return { context, page };
  }

  it('has a name for every field, and fits into 600 × 600 without scrolling sideways', async () => {
    const { context, page } = await opened();
    await shoot(page, 'form');
    expect(await page.locator('form').ariaSnapshot()).toBe(FORM);
    expect(await isTooWide(page)).toBe(false);
    const targets = await page
      .locator('button, input:not([type=checkbox], [type=hidden]), select, label:has(+ [type=checkbox])')
      .all();
    const boxes = await Promise.all(targets.map((target) => target.boundingBox()));
    expect(boxes.every((box) => box !== null && box.height >= 44)).toBe(true);
    await context.close();
  });

  it('is filled in by keyboard alone, says what is wrong where it is wrong, and goes on', async () => {
    const { context, page } = await opened();
    await page.keyboard.press('Tab');
    await untilFocused(page, 'Name in HubSpot (optional)');
    await page.keyboard.type('Front desk');
    await page.keyboard.press('Tab');
    await page.keyboard.type('NOT LOWER');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await shoot(page, 'errors');
    expect(await page.title()).toBe('Error: Connect a channel account');
    expect(await page.getByRole('alert').innerText()).toContain('2 things are not right yet');
    await untilFocused(page, 'Login');
    const login = page.getByLabel('Login');
    expect(await login.getAttribute('aria-invalid')).toBe('true');
    expect(await described(page)).toContain('Error: Must be lower case letters.');
    await page.getByRole('link', { name: 'Password' }).press('Enter');
    await untilFocused(page, 'Password');
    await login.fill('acme');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Connected' }).waitFor();
    await shoot(page, 'connected');
    await context.close();
  });

  it('works without JavaScript, in Japanese, with an address to choose', async () => {
    connecting.provider.known.set('two', { numbers: ['+81312345678', '+81312345679'] });
    const { context, page } = await opened({ javaScriptEnabled: false, locale: 'ja-JP', colorScheme: 'dark' });
    await shoot(page, 'japanese');
    expect(await page.locator('html').getAttribute('lang')).toBe('ja');
    await page.getByLabel('ログイン').fill('nobody');
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: '接続する' }).click();
    await shoot(page, 'japanese-refused');
    expect(await page.getByRole('alert').innerText()).toContain('認証情報がプロバイダーに受け付けられませんでした');
    expect(await page.content()).not.toContain(PASSWORD);
    await page.getByLabel('ログイン').fill('two');
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: '接続する' }).click();
    await shoot(page, 'japanese-choice');
    await page.getByLabel('+81312345679').check();
    await page.getByRole('button', { name: '続ける' }).click();
    await page.getByRole('heading', { name: 'Connected' }).waitFor();
    await untilConnected('+81312345679');
    await context.close();
  });

  it('is reached from HubSpot’s inbox, goes back to the window that opened it, and the account works', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const inbox = await context.newPage();
    const { emulator } = connecting.world;
    connecting.provider.known.set('acme', { numbers: ['+12125550177'] });
    await inbox.goto(`${emulator.url}/inbox/${connecting.portalId}/connect/${connecting.channelId}`);
    const opening = context.waitForEvent('page');
    await inbox.getByRole('button', { name: 'Connect' }).click();
    const popup = await opening;
    await popup.getByLabel('Login').fill('acme');
    await popup.getByLabel('Password').fill(PASSWORD);
    await popup.getByRole('button', { name: 'Connect' }).click();
    await popup.getByRole('heading', { name: 'Connected' }).waitFor();
    expect(popup.url().startsWith(emulator.url)).toBe(true);
    // HubSpot closes its window by this.
    expect(await popup.evaluate('window.opener !== null')).toBe(true);
    await untilConnected('+12125550177');
    await context.close();
  });

  it('says that nothing was connected where the admin cancels', async () => {
    const { context, page } = await opened();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await shoot(page, 'cancelled');
    expect(await page.locator('main').innerText()).toContain('Nothing was connected');
    await context.close();
  });

  function untilConnected(value: string): Promise<void> {
    return until('the account is there', async () => {
      return (await connecting.accounts()).some(({ address, state }) => address.value === value && state === 'active');
    });
  }
});

const FORM = `- text: Name in HubSpot (optional)
- paragraph: What your colleagues see in the inbox. Left empty, it is the address.
- textbox "Name in HubSpot (optional)"
- group "Sign-in and settings":
  - text: Sign-in and settings Login
  - paragraph: As the provider’s console shows it.
  - textbox "Login"
  - text: Password
  - paragraph: From the provider’s console.
  - textbox "Password"
  - text: Region (optional)
  - combobox "Region (optional)":
    - option "Default" [selected]
    - option "eu"
    - option "us"
  - text: Retries (optional)
  - textbox "Retries (optional)": "2"
  - checkbox "Read receipts" [checked]
  - text: Read receipts Tags (optional)
  - paragraph: One a line.
  - textbox "Tags (optional)"
  - group "Proxy (optional)":
    - text: Proxy (optional) Host
    - textbox "Host"
    - text: Port
    - textbox "Port"
  - paragraph: “Labels” cannot be set here. Whoever runs this connector can set it in its configuration.
- paragraph:
  - button "Connect"
  - button "Cancel"`;

/** Time passes as it does outside. */
function runTime({ world }: ConnectWorld): () => void {
  const timer = setInterval(() => void world.scheduler.advance(20), 20);
  return () => clearInterval(timer);
}

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

/** By the label of the field that has the focus. */
async function untilFocused(page: Page, label: string): Promise<void> {
  const focused = '(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()';
  await until(`the focus is on ${label}`, async () => (await page.evaluate(focused)) === label);
}

/** What is read out beside the label of the field that has the focus. */
function described(page: Page): Promise<string> {
  return page.evaluate(`document.activeElement.getAttribute('aria-describedby').split(' ')
    .map((id) => document.getElementById(id).textContent).join(' ')`);
}
