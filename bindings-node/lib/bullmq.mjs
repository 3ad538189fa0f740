// Generated from ts/ by `npm run emit`.
// ts/bullmq.ts
import { setTimeout as sleep } from "node:timers/promises";
var callWorkerOptions = Object.freeze({
  // It limits nothing. BullMQ looks for a pause only if there is a limiter.
  limiter: Object.freeze({ max: 1e9, duration: 1e3 }),
  // A job that runs again places nothing twice.
  maxStalledCount: 10
});
function callProcessor(client, options) {
  const { queue, report, progress } = options;
  const placer = client.withRateLimit("fail-fast");
  return async (job, token, signal) => {
    const dedupeKey = keyOf(job);
    const bounds = signal === void 0 ? {} : { signal };
    const call = await orGiveUp(queue, placer.createCall({ ...job.data, dedupeKey }, bounds));
    if (call.adopted) {
      const left = await call.takeLease(bounds);
      if (left !== null) {
        await job.moveToDelayed(Date.now() + left, token);
        throw named("DelayedError", "bullmq:movedToDelayed");
      }
    }
    let outcome;
    do {
      const watch = call.watch(bounds);
      for await (const change of watch) progress?.(dedupeKey, change.state);
      outcome = watch.outcome;
    } while (outcome.kind === "StillInProgress");
    const reported = await claim(call, signal);
    if (reported) await report?.(dedupeKey, outcome);
    return { dedupeKey, callId: call.id, outcome, reported };
  };
}
function keyOf({ id = "", data }) {
  if (data.dedupeKey !== void 0) return data.dedupeKey;
  if (/^\d*$/.test(id)) throw named("UnrecoverableError", "a job that places a call needs a jobId or a dedupeKey in its data");
  return id;
}
var CLAIM_PAUSES = [500, 1e3, 2e3, 4e3];
async function claim(call, signal) {
  const bounds = signal === void 0 ? {} : { signal };
  for (const pause of CLAIM_PAUSES) {
    try {
      return await call.claimOutcome(bounds);
    } catch (error) {
      if (error.code !== "STORAGE") throw error;
      await sleep(pause, void 0, bounds);
    }
  }
  return call.claimOutcome(bounds);
}
async function orGiveUp(queue, placing) {
  try {
    return await placing;
  } catch (error) {
    const { code, retryAfter, retryable, mayHavePlaced, message } = error;
    if (code === "RATE_LIMITED") {
      await queue.rateLimit(Math.max(Math.ceil(retryAfter ?? 1e3), 1));
      throw named("RateLimitError", "bullmq:rateLimitExceeded");
    }
    if ((retryable || code === "STORAGE") && !mayHavePlaced) throw error;
    throw Object.assign(named("UnrecoverableError", message), { cause: error });
  }
}
function named(name, message) {
  return Object.assign(new Error(message), { name });
}
export {
  callProcessor,
  callWorkerOptions
};
