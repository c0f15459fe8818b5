/** The members of an error body besides `status` and `correlationId`, which every error has. Facts: reference §8. */
export interface ApiErrorBody {
  message: string;
  category?: string;
  subCategory?: string;
  context?: Record<string, string[]>;
  links?: Record<string, string>;
  errors?: { message: string; in?: string; code?: string; context?: Record<string, string[]> }[];
  errorType?: string;
  policyName?: string;
  groupName?: string;
}

/** An error answer of the emulated API, thrown by whoever finds the fault. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly body: ApiErrorBody,
    readonly headers: Record<string, string> = {},
  ) {
    super(body.message);
  }
}

export function invalid(message: string, more: Partial<ApiErrorBody> = {}): ApiError {
  return new ApiError(400, { message, category: 'VALIDATION_ERROR', ...more });
}

export function notFound(kind: string, id: string): ApiError {
  return new ApiError(404, {
    message: `No ${kind} was found for the id ${id}.`,
    context: { id: [id] },
    category: 'OBJECT_NOT_FOUND',
  });
}

export function conflict(message: string, more: Partial<ApiErrorBody> = {}): ApiError {
  return new ApiError(409, { message, category: 'CONFLICT', ...more });
}

export function unauthenticated(message: string): ApiError {
  return new ApiError(401, {
    message,
    category: 'INVALID_AUTHENTICATION',
    links: { 'api key': 'https://app.hubspot.com/l/api-key/' },
  });
}

export function expired(expiredAtMs: number, nowMs: number): ApiError {
  const seconds = Math.max(0, Math.floor((nowMs - expiredAtMs) / 1000));
  return new ApiError(401, {
    message: `The OAuth token used to make this call expired ${seconds} second(s) ago.`,
    category: 'EXPIRED_AUTHENTICATION',
    context: { 'expire time': [new Date(expiredAtMs).toISOString()] },
  });
}

export function missingScopes(requiredScopes: readonly string[]): ApiError {
  return new ApiError(403, {
    message: 'This app has not been granted all the scopes that this call requires.',
    errors: [
      { message: 'One or more of these scopes are required.', context: { requiredScopes: [...requiredScopes] } },
    ],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
    category: 'MISSING_SCOPES',
  });
}

export type RateLimitPolicy = 'TEN_SECONDLY_ROLLING' | 'SECONDLY' | 'DAILY';

export function rateLimited(policyName: RateLimitPolicy, groupName: string, retryAfterSeconds?: number): ApiError {
  return new ApiError(
    429,
    {
      message: `You have reached your ${policyName.toLowerCase()} limit.`,
      errorType: 'RATE_LIMIT',
      policyName,
      groupName,
    },
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  );
}
