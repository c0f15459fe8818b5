import type { z } from 'zod';
import type { ApiPaths } from '../api-paths.js';
import { type ChannelAccountUpdate, channelAccount, type channelAccountCreate } from '../schemas/channel-account.js';
import { type PageQuery, page } from '../schemas/paging.js';
import { type StagingTokenUpdate, stagingToken } from '../schemas/staging-token.js';
import type { ApiCall, CallOptions } from './api-request.js';

const accountPage = page(channelAccount);

export interface ChannelAccountQuery extends PageQuery {
  /** Only archived ones. */
  archived?: boolean;
  deliveryIdentifierType?: string[];
  deliveryIdentifierValue?: string[];
}

/** Operations 6 to 10: the portal's accounts of a channel. */
export function channelAccountsApi(call: ApiCall, paths: ApiPaths) {
  const quotaClass = 'publication';
  return {
    list: (channelId: string, query: ChannelAccountQuery = {}, options?: CallOptions) =>
      call(
        {
          method: 'GET',
          path: paths.channelAccounts,
          ids: { channelId },
          query: { ...query },
          schema: accountPage,
          quotaClass,
        },
        options,
      ),

    /** Not idempotent: list by identifier first. */
    create: (channelId: string, account: z.input<typeof channelAccountCreate>, options?: CallOptions) =>
      call(
        {
          method: 'POST',
          path: paths.channelAccounts,
          ids: { channelId },
          json: { ...account, authorized: account.authorized ?? true },
          schema: channelAccount,
          quotaClass,
        },
        options,
      ),

    /** An archived account is not found without `archived`. */
    get: (channelId: string, channelAccountId: string, query: { archived?: boolean } = {}, options?: CallOptions) =>
      call(
        {
          method: 'GET',
          path: paths.channelAccount,
          ids: { channelId, channelAccountId },
          query,
          schema: channelAccount,
          quotaClass,
        },
        options,
      ),

    /** `authorized: false` disables the account. */
    update: (channelId: string, channelAccountId: string, json: ChannelAccountUpdate, options?: CallOptions) =>
      call(
        {
          method: 'PATCH',
          path: paths.channelAccount,
          ids: { channelId, channelAccountId },
          json,
          schema: channelAccount,
          quotaClass,
        },
        options,
      ),

    /** Completes the connection an admin began. 409 has been seen to mean that it is complete already. */
    fillStagingToken: (channelId: string, accountToken: string, json: StagingTokenUpdate, options?: CallOptions) =>
      call(
        {
          method: 'PATCH',
          path: paths.stagingToken,
          ids: { channelId, accountToken },
          json,
          schema: stagingToken,
          quotaClass,
        },
        options,
      ),
  };
}

export type ChannelAccountsApi = ReturnType<typeof channelAccountsApi>;
