// Generated from ts/ by `npm run emit`.
import type { Cancellable } from './native.js';
/** Makes the end of this process, or of this worker thread, wait for hang-ups in flight. */
export declare function awaitHangUpsAtExit(): void;
/** Cancels the target at the end of the process. Returns a function that undoes this. */
export declare function cancelAtExit(target: Cancellable): () => void;
