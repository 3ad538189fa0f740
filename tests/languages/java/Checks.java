// Counts tests.

import java.util.concurrent.atomic.AtomicInteger;

final class Checks {
    interface Test {
        void run() throws Throwable;
    }

    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final String name;

    Checks(String name) {
        this.name = name;
    }

    void test(String test, Test body) {
        try {
            body.run();
            passed.incrementAndGet();
        } catch (Throwable thrown) {
            failed.incrementAndGet();
            StringBuilder where = new StringBuilder();
            for (StackTraceElement each : thrown.getStackTrace()) {
                if (each.getClassName().matches("(Suite|Vectors|Compat).*")) where.append(" ").append(each.getLineNumber());
            }
            System.out.println("FAILED " + name + ": " + test + ": " + thrown + " at" + where);
        }
    }

    /** Like `test`, for a case with a deadline of a second, which can pass on a busy machine: a defect fails again. */
    void testTimed(String test, Test body) {
        test(test, () -> {
            try {
                body.run();
            } catch (Throwable thrown) {
                body.run();
            }
        });
    }

    static void same(Object seen, Object wanted) {
        if (seen == null ? wanted != null : !seen.equals(wanted)) throw new AssertionError(seen + ", not " + wanted);
    }

    static void ok(boolean condition, String otherwise) {
        if (!condition) throw new AssertionError(otherwise);
    }

    static <T extends Throwable> T fails(Class<T> type, Test body) throws Throwable {
        try {
            body.run();
        } catch (Throwable thrown) {
            if (type.isInstance(thrown)) return type.cast(thrown);
            throw thrown;
        }
        throw new AssertionError("no " + type.getSimpleName());
    }

    void end() {
        System.out.println(name + ": " + passed + " passed, " + failed + " failed");
        System.exit(failed.get() == 0 ? 0 : 1);
    }
}
