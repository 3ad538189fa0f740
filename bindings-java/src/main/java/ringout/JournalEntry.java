// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One step of one request of {@code Client.placeAll()}.
 *
 * <p>To resume after a crash, look at the last entry of each request. Place those without an entry or with
 * {@code JournalStep.NOT_PLACED}. Follow those with {@code JournalStep.PLACED} by their call id. Those with
 * {@code JournalStep.PLACING} or {@code JournalStep.MAYBE_PLACED} may have rung phones; find out with
 * {@code Client.callLog()}.
 *
 * <p>Since version 0.1.
 * @param step Returns the step: a {@code JournalStep}; 0 for null.
 * @param index Returns the index of the request in the array, counted from 0.
 * @param atUnixMs Returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for null. It is the value
 * for {@code sent_at_unix_ms} of {@code Client.callLog()}.
 * @param to Returns the callee's number as it is sent.
 * @param from Returns the caller's number as it is sent; null if there is none.
 * @param callId Returns RingCentral's id of the call, from {@code JournalStep.PLACED} on; null if there is no call.
 * @param outcome Returns the outcome of the call, with {@code JournalStep.ENDED}; else null.
 * @param error Returns why the call was not placed, or may not have been; else null.
 * @param text Returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
 */
public record JournalEntry(
    JournalStep step,
    long index,
    long atUnixMs,
    String to,
    String from,
    String callId,
    Outcome outcome,
    ErrorInfo error,
    String text) {

    /** Copies the values out of an object. */
    static JournalEntry read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new JournalEntry(
            JournalStep.of(Native.journalEntryStep(pointer)),
            Native.journalEntryIndex(pointer),
            Native.journalEntryAtUnixMs(pointer),
            Native.journalEntryTo(pointer),
            Native.journalEntryFrom(pointer),
            Native.journalEntryCallId(pointer),
            Outcome.read(Native.journalEntryOutcome(pointer)),
            ErrorInfo.read(Native.journalEntryError(pointer)),
            Native.journalEntryText(pointer));
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return text;
    }
}
