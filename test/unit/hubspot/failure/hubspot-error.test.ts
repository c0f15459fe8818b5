import { describe, expect, it } from '@jest/globals';
import { hubSpotError } from '../../../../src/hubspot/failure/hubspot-error.js';

describe('a failure told to a person', () => {
  it('names what HubSpot said, and its reference', () => {
    const error = hubSpotError({
      kind: 'forbidden',
      retry: 'never',
      status: 403,
      category: 'MISSING_SCOPES',
      message: 'not granted',
      requiredScopes: ['conversations.read'],
      correlationId: 'c-1',
    });
    expect(error.code).toBe('CW_HUBSPOT_FORBIDDEN');
    expect(error.message).toContain(
      'not granted (status 403; MISSING_SCOPES; scopes conversations.read; correlation id c-1)',
    );
  });

  it('points at the configuration when HubSpot has no such path', () => {
    const failure = { kind: 'not-found', retry: 'never', status: 404, message: 'x', unrouted: true } as const;
    expect(hubSpotError(failure).code).toBe('CW_HUBSPOT_UNREADABLE');
  });

  it('may have nothing but words', () => {
    const error = hubSpotError({ kind: 'not-sent', retry: 'later', message: 'no route to host' });
    expect(error.message).toMatch(/: no route to host$/);
  });
});
