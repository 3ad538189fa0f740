// The low-level layer of Java.

package ringout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

public final class Smoke {
    private static void check(String name, boolean passed) {
        System.out.println(passed ? "ok " + name : "failed " + name + ": see the program");
    }

    private static void fails(String name, Runnable function, String parameter) {
        try {
            function.run();
            check(name, false);
        } catch (InvalidArgumentException error) {
            check(name, parameter.equals(error.info().parameter()) && !error.getMessage().isEmpty());
        }
    }

    private static byte[] bytes(Object values, Arena arena) throws ReflectiveOperationException {
        Method write = values.getClass().getDeclaredMethod("write", Arena.class);
        return ((MemorySegment) write.invoke(values, arena)).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Prints where each field of a struct is: the first byte that changes with it. */
    private static void layout(Class<?> type, String name, Arena arena) throws ReflectiveOperationException {
        byte[] plain = bytes(type.getDeclaredConstructor().newInstance(), arena);
        System.out.println("layout " + name + " " + plain.length);
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())) continue;
            Object values = type.getDeclaredConstructor().newInstance();
            int size = 1;
            if (field.getType() == int.class) {
                field.setInt(values, 1);
            } else if (field.getType() == long.class) {
                field.setLong(values, 1);
            } else if (field.getType() == double.class) {
                field.setDouble(values, 1);
                size = 8;
            } else {
                field.set(values, field.getType() == String.class ? "x" : MemorySegment.ofAddress(1));
                size = 8;
            }
            byte[] changed = bytes(values, arena);
            int at = 0;
            while (plain[at] == changed[at]) at++;
            String snake = field.getName().replaceAll("([A-Z])", "_$1").toLowerCase();
            System.out.println("layout " + name + "." + snake + " " + at / size * size);
        }
    }

    public static void main(String[] arguments) throws ReflectiveOperationException {
        check("version", Native.version().equals("0.1.0") && Native.abiVersion() == 0);
        try (Arena arena = Arena.ofConfined()) {
            NativeConfig config = new NativeConfig();
            config.clientId = "id";
            fails("bad setting", () -> Native.clientNew(config.write(arena)), "server");
            config.server = "http://127.0.0.1:1";
            MemorySegment client = Native.clientNew(config.write(arena));
            fails("bad argument", () -> Native.clientCall(client, ""), "id");
            fails("NUL in a string", () -> Native.clientCall(client, "a\0b"), "id");
            CallState state = CallState.take(Native.stateNew("InProgress", "Success", "InProgress"));
            String text = "call InProgress, caller Success, callee InProgress";
            check("record", state.phase() == Phase.RINGING_CALLEE && state.toString().equals(text));
            MemorySegment from = Native.stateNew("InProgress", "InProgress", "InProgress");
            MemorySegment to = Native.stateNew("InProgress", "Success", "Finished");
            Verdict verdict = Verdict.take(Native.checkTransition(from, to));
            List<Status> path = List.of(Status.IN_PROGRESS, Status.SUCCESS, Status.FINISHED);
            check("lists", verdict.kind() == VerdictKind.UNDOCUMENTED
                && verdict.reasons().get(0).pathStatuses().equals(path)
                && verdict.reasons().get(1).pathStatuses().isEmpty());
            Native.stateFree(from);
            Native.stateFree(to);
            check("owned string", Native.dialUri("+16505550100", DialScheme.TEL.number).equals("tel:+16505550100"));
            check("items", Limits.take(Native.clientLimits(client)).items().get(1).limit() == 10);
            MemorySegment inbox = Native.inboxNew();
            check("no event", Native.inboxNext(inbox) == null);
            Native.clientLoginJwtInto(client, "jwt", inbox, 7);
            Native.inboxInterrupt(inbox, 7);
            NativeEvent event = NativeEvent.take(Native.inboxWait(inbox, 60_000));
            check("event", event.kind() == EventKind.LOGIN && event.tag() == 7 && event.error().code() == event.status());
            Native.inboxFree(inbox);
            Native.clientFree(client);
            layout(NativeTokenStore.class, "ringout_token_store", arena);
            layout(NativeLedger.class, "ringout_ledger", arena);
            layout(NativeConfig.class, "ringout_config", arena);
            layout(NativeCallRequest.class, "ringout_call_request", arena);
            layout(NativeWaitOptions.class, "ringout_wait_options", arena);
            layout(NativePlaceOptions.class, "ringout_place_options", arena);
        }
        System.out.println("end");
    }
}
