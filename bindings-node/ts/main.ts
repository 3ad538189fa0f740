// All that this package exports.

export type { CallLog, CallLogLeg, CallLogRecord, Check, ForwardingNumber, PhoneNumber } from './account.js'
export { dialUri, Limit, Preflight } from './account.js'
export { Call, Watch } from './call.js'
export { Client } from './client.js'
export type { Auth, AuthData } from './compat/auth.js'
export type { Cache } from './compat/cache.js'
export type { CreateRequestOptions, HttpClient, HttpClientEvents } from './compat/client.js'
export type { CreateUrlOptions, LoginOptions, LoginUrlOptions, Platform, PlatformEvents, SendOptions } from './compat/platform.js'
export type { ApiError } from './compat/response.js'
export type { Reason } from './data.js'
export {
  CallState,
  Change,
  checkTransition,
  explainStatus,
  LedgerKey,
  Outcome,
  Response,
  statusNumber,
  TokenKey,
  Verdict,
} from './data.js'
export type { Attempt, ErrorCode, ErrorDetail, ErrorFields } from './errors.js'
export {
  ConnectionFailedError,
  ForbiddenError,
  InternalError,
  InvalidArgumentError,
  MaybePlacedError,
  NotFoundError,
  NotLoggedInError,
  OperationCancelledError,
  ProtocolError,
  RateLimitedError,
  RejectedError,
  RequestTimeoutError,
  RingOutError,
  ServerError,
  StorageError,
  UnauthorizedError,
} from './errors.js'
export type { Ledger, LedgerRecord } from './ledger.js'
export type { LogLevel, LogRecord } from './logger.js'
export { setLogger } from './logger.js'
export { Authorization, Token } from './login.js'
export type { KnownStatus } from './names.js'
export {
  CallPath,
  CancelEffect,
  CheckKind,
  CheckResult,
  DialScheme,
  JournalStep,
  LogMatch,
  OutcomeKind,
  OutcomeSource,
  Phase,
  RateLimit,
  Status,
  Until,
  VerdictKind,
  version,
} from './names.js'
export type {
  CallRequest,
  ClientOptions,
  CreateOptions,
  Credentials,
  OperationOptions,
  PlaceOptions,
  RequestOptions,
  WaitOptions,
} from './options.js'
export type { Placed } from './place_all.js'
export { JournalEntry, PlaceAll } from './place_all.js'
export type { SDKOptions } from './sdk.js'
export { SDK, SDK as default } from './sdk.js'
export type { TokenStore } from './store.js'
