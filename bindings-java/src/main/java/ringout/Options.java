// Conversions of arguments.

package ringout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;

final class Options {
    private Options() {}

    /** The number of milliseconds for the library, rounded up; its default for null. */
    static int millis(Duration duration, String name) {
        return duration == null ? Native.DEFAULT_TIMEOUT : (int) Math.min(count(duration, name), 0xFFFF_FFFEL);
    }

    static long count(Duration duration, String name) {
        if (duration.isNegative()) throw Handle.invalid(name, "`" + name + "` is negative: " + duration);
        if (duration.compareTo(Duration.ofMillis(Long.MAX_VALUE)) > 0) return Long.MAX_VALUE;
        long whole = duration.toMillis();
        return duration.toNanosPart() % 1_000_000 == 0 ? whole : whole + 1;
    }

    /** The number of seconds for the library, rounded up; 0, RingCentral's default, for null. */
    static int seconds(Duration duration, String name) {
        if (duration == null) return 0;
        long millis = count(duration, name);
        // Zero is not the default here, but a value that is out of range.
        return millis == 0 ? -1 : (int) Math.min((millis - 1) / 1000 + 1, 0xFFFF_FFFFL);
    }

    static <T> T required(T value, String name) {
        if (value == null) throw Handle.invalid(name, "`" + name + "` is null");
        return value;
    }

    static int flag(boolean value) {
        return value ? 1 : 0;
    }

    static String[] query(Map<String, String> query) {
        if (query == null) return null;
        String[] pairs = new String[query.size() * 2];
        int at = 0;
        for (Map.Entry<String, String> each : query.entrySet()) {
            pairs[at++] = required(each.getKey(), "query");
            pairs[at++] = required(each.getValue(), "query");
        }
        return pairs;
    }

    static MemorySegment requests(Arena arena, List<CallRequest> requests) {
        MemorySegment array = arena.allocate(NativeCallRequest.SIZE * Math.max(1, requests.size()), 8);
        for (int i = 0; i < requests.size(); i++) {
            CallRequest request = required(requests.get(i), "requests[" + i + "]");
            request.fields().write(arena, array.asSlice(i * NativeCallRequest.SIZE, NativeCallRequest.SIZE));
        }
        return array;
    }
}
