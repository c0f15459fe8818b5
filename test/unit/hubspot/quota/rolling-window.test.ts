import { describe, expect, it } from '@jest/globals';
import { RollingWindow } from '../../../../src/hubspot/quota/rolling-window.js';

/** Sixteen in ten seconds, of which another process has used eight. */
function sharedWindow(): RollingWindow {
  const window = new RollingWindow(16, 10_000);
  window.beginUntold(0);
  window.take('status');
  window.settle('status', 100);
  window.correct({ max: 16, remaining: 7 }, 100);
  return window;
}

function taken(window: RollingWindow, nowMs: number): number {
  let count = 0;
  for (; window.isFree('status', nowMs); count += 1) window.take('status');
  return count;
}

describe('what others have used of a window', () => {
  it('is what the first answer tells', () => {
    expect(taken(sharedWindow(), 100)).toBe(7);
  });

  it('is not thought less because an answer was given before what is under way was counted', () => {
    const window = sharedWindow();
    for (let call = 0; call < 5; call += 1) window.take('status');
    window.settle('status', 200);
    window.correct({ max: 16, remaining: 6 }, 200);
    expect(taken(window, 200)).toBe(2);
  });

  it('is thought less when an answer says so of all that is certain', () => {
    const window = sharedWindow();
    window.take('status');
    window.settle('status', 5_000);
    window.correct({ max: 16, remaining: 12 }, 5_000);
    expect(taken(window, 5_000)).toBe(12);
  });

  it('is forgotten after a window, however much is always under way', () => {
    const window = sharedWindow();
    for (let call = 0; call < 4; call += 1) window.take('other');
    for (let nowMs = 1_000; nowMs <= 12_000; nowMs += 1_000) {
      window.take('other');
      window.settle('other', nowMs);
      // HubSpot has counted what is under way, and the other process is gone after nine seconds.
      const own = Math.min(nowMs / 1_000, 10) + 4;
      window.correct({ max: 16, remaining: Math.max(0, 16 - own - (nowMs < 9_000 ? 8 : 0)) }, nowMs);
    }
    expect(taken(window, 12_500)).toBe(2);
  });
});
