// Generated from ts/ by `npm run emit`.
'use strict'

// A missing native half is reported now.
require('./native.js')

// As TypeScript and bundlers mark a module with a default export.
Object.defineProperty(exports, '__esModule', { value: true })

// The rest is loaded on first use, because many programs load this package long before.
for (const name of [
  'Authorization',
  'Call',
  'CallPath',
  'CallState',
  'CancelEffect',
  'Change',
  'CheckKind',
  'CheckResult',
  'Client',
  'ConnectionFailedError',
  'DialScheme',
  'ForbiddenError',
  'InternalError',
  'InvalidArgumentError',
  'JournalEntry',
  'JournalStep',
  'LedgerKey',
  'Limit',
  'LogMatch',
  'MaybePlacedError',
  'NotFoundError',
  'NotLoggedInError',
  'OperationCancelledError',
  'Outcome',
  'OutcomeKind',
  'OutcomeSource',
  'Phase',
  'PlaceAll',
  'Preflight',
  'ProtocolError',
  'RateLimit',
  'RateLimitedError',
  'RejectedError',
  'RequestTimeoutError',
  'Response',
  'RingOutError',
  'SDK',
  'ServerError',
  'Status',
  'StorageError',
  'Token',
  'TokenKey',
  'UnauthorizedError',
  'Until',
  'Verdict',
  'VerdictKind',
  'Watch',
  'checkTransition',
  'default',
  'dialUri',
  'explainStatus',
  'setLogger',
  'statusNumber',
  'version',
]) {
  Object.defineProperty(exports, name, { get: () => require('./main.js')[name], enumerable: true, configurable: true })
}

// Tells Node the names, for an `import` of this file.
0 && (exports.default = undefined)
0 && (module.exports = { Authorization, Call, CallPath, CallState, CancelEffect, Change, CheckKind, CheckResult, Client, ConnectionFailedError, DialScheme, ForbiddenError, InternalError, InvalidArgumentError, JournalEntry, JournalStep, LedgerKey, Limit, LogMatch, MaybePlacedError, NotFoundError, NotLoggedInError, OperationCancelledError, Outcome, OutcomeKind, OutcomeSource, Phase, PlaceAll, Preflight, ProtocolError, RateLimit, RateLimitedError, RejectedError, RequestTimeoutError, Response, RingOutError, SDK, ServerError, Status, StorageError, Token, TokenKey, UnauthorizedError, Until, Verdict, VerdictKind, Watch, checkTransition, dialUri, explainStatus, setLogger, statusNumber, version })
