import { expect, it } from '@jest/globals';
import { API_VERSION_SUPPORT } from '../../../src/config/api-version-support.js';
import { API_VERSIONS } from '../../../src/hubspot/api-version.js';

it('every version of HubSpot’s API that the client speaks can be configured, and no other', () => {
  expect(Object.keys(API_VERSION_SUPPORT).sort()).toEqual([...API_VERSIONS].sort());
});
