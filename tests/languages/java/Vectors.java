// The vectors of tests/vectors: Vectors FOLDER READY CLOSED, where READY is a file with the ready lines of several
// simulators, and CLOSED a URL on which nothing listens.

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import ringout.Call;
import ringout.CallPath;
import ringout.CallRequest;
import ringout.CallState;
import ringout.Client;
import ringout.DialScheme;
import ringout.ErrorCode;
import ringout.ErrorDetail;
import ringout.ErrorInfo;
import ringout.Field;
import ringout.Reason;
import ringout.RingOut;
import ringout.RingOutException;
import ringout.Status;
import ringout.Verdict;

final class Vectors {
    private static final Checks CHECKS = new Checks("java vectors");
    private static final Map<String, String> CLASSES = new HashMap<>();
    private static final double BUSY = 5;
    private static List<Simulator> simulators = new ArrayList<>();
    private static String closed;

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        for (String line : Files.readAllLines(Path.of(arguments[1]))) simulators.add(new Simulator(Json.object(Json.read(line))));
        transitions(read(folder, "transitions.json"));
        errors(read(folder, "errors.json"));
        closed = arguments[2];
        badInput(read(folder, "bad_input.json"));
        CHECKS.end();
    }

    private static Map<String, Object> read(Path folder, String name) throws Exception {
        return Json.object(Json.read(Files.readString(folder.resolve(name))));
    }

    private static CallState state(String field, String status) {
        return RingOut.state(field.equals("call") ? status : "InProgress", field.equals("caller") ? status : "InProgress",
            field.equals("callee") ? status : "InProgress");
    }

    private static void transitions(Map<String, Object> vectors) {
        List<String> names = Json.list(vectors.get("statuses"));
        CHECKS.test("statuses", () -> {
            for (int i = 0; i < names.size(); i++) {
                Checks.same(RingOut.status(names.get(i)).number, i);
                Checks.same(RingOut.status(names.get(i)).toString(), names.get(i));
            }
            Checks.same(names.size(), 18);
        });
        for (String field : List.of("call", "caller", "callee")) {
            List<List<String>> table = Json.list(vectors.get(field.equals("call") ? "call" : "leg"));
            for (int from = 0; from < names.size(); from++) {
                for (int to = 0; to < names.size(); to++) {
                    String before = names.get(from), after = names.get(to), wanted = table.get(from).get(to);
                    CHECKS.test(field + " " + before + " " + after, () -> {
                        String seen = before.equals(after) ? "Unchanged" : "Documented";
                        for (Reason reason : RingOut.checkTransition(state(field, before), state(field, after)).reasons()) {
                            if (reason.field() == Field.valueOf(field.toUpperCase())) seen = reason.kind().toString();
                        }
                        Checks.same(seen, wanted);
                    });
                }
            }
        }
        for (Object each : Json.list(vectors.get("triples"))) {
            Map<String, Object> triple = Json.object(each);
            CHECKS.test((String) triple.get("name"), () -> {
                List<String> from = Json.list(triple.get("from")), to = Json.list(triple.get("to"));
                CallState after = RingOut.state(to.get(0), to.get(1), to.get(2));
                Verdict verdict = RingOut.checkTransition(RingOut.state(from.get(0), from.get(1), from.get(2)), after);
                List<List<String>> reasons = new ArrayList<>();
                String path = null;
                for (Reason reason : verdict.reasons()) {
                    String field = reason.field().toString();
                    reasons.add(List.of(field.toLowerCase(), reason.kind().toString()));
                    List<String> passed = reason.pathStatuses().stream().map(Status::toString).toList();
                    if (path == null && !passed.isEmpty()) path = String.join(" > ", passed);
                    Checks.ok(!reason.text().isEmpty(), "no text");
                }
                Checks.same(verdict.kind().toString(), triple.get("verdict"));
                Checks.same(after.phase().toString(), triple.get("phase"));
                Checks.same(reasons, triple.get("reasons"));
                Checks.same(path, triple.get("path"));
            });
        }
    }

    /** Runs the cases on all simulators. */
    private static void share(List<Object> cases, BiConsumer<Simulator, Map<String, Object>> run)
            throws InterruptedException {
        ConcurrentLinkedQueue<Object> left = new ConcurrentLinkedQueue<>(cases);
        List<Thread> threads = new ArrayList<>();
        for (Simulator simulator : simulators) {
            Thread thread = new Thread(() -> {
                for (Object each = left.poll(); each != null; each = left.poll()) run.accept(simulator, Json.object(each));
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) thread.join();
    }

    private static void errors(Map<String, Object> vectors) throws InterruptedException {
        for (Object each : Json.list(vectors.get("codes"))) {
            Map<String, Object> row = Json.object(each);
            if (row.get("class") == null) continue;
            CLASSES.put((String) row.get("code"), ((String) row.get("class")).replaceAll("Error$", "Exception"));
            CHECKS.test("class of " + row.get("code"), () -> {
                Class<?> type = Class.forName("ringout." + CLASSES.get(row.get("code")));
                Checks.same(type.getSuperclass(), RingOutException.class);
                Checks.same(ErrorCode.valueOf((String) row.get("code")).number, ((Double) row.get("number")).intValue());
                Checks.same(ErrorCode.valueOf((String) row.get("code")).toString(), row.get("code"));
            });
        }
        share(Json.list(vectors.get("responses")), (simulator, row) -> CHECKS.testTimed((String) row.get("name"), () -> {
            simulator.reset();
            try (Client client = simulator.builder().requestTimeout(Duration.ofMillis((long) (1000 * (Double) row.get("request_timeout")))).build()) {
                Call call = client.createCall(Simulator.request());
                simulator.fault("GET", Simulator.EVERYTHING,
                    Map.of("status", row.get("status"), "headers", row.get("headers"), "body", row.get("body")));
                RingOutException error = Checks.fails(RingOutException.class, call::status);
                compare(error, row);
            }
        }));
    }

    /** Checks an error, and that it does not show what it must not. */
    private static void compare(RingOutException error, Map<String, Object> row) {
        ErrorInfo info = error.info();
        Checks.same(error.getClass().getSimpleName(), CLASSES.get(info.code().toString()));
        Map<String, Object> expect = Json.object(row.get("expect"));
        for (String key : expect.keySet()) {
            Object wanted = expect.get(key);
            if (wanted instanceof List<?> parts) {
                String text = key.equals("text") ? info.text() : String.valueOf(info.hint());
                for (Object part : parts) Checks.ok(text.contains((String) part), "no " + part + " in " + text);
                continue;
            }
            if (wanted instanceof Map<?, ?> fields) {
                Map<String, Object> seen = info.details().isEmpty() || info.details().get(0).fields() == null
                    ? Map.of() : Json.object(Json.read(info.details().get(0).fields()));
                Checks.same(seen, fields);
                continue;
            }
            if (key.equals("parameter") && wanted != null && expect.get("code").equals("INVALID_ARGUMENT")
                    && ((String) wanted).endsWith("_timeout")) {
                wanted += "_ms";
            }
            Object seen = switch (key) {
                case "code" -> info.code().toString();
                case "http_status" -> info.httpStatus() == 0 ? null : (double) info.httpStatus();
                case "error_code" -> info.errorCode();
                case "parameter" -> info.parameter();
                case "oauth_error" -> info.oauthError();
                case "request_id" -> info.requestId();
                case "retryable" -> info.retryable();
                case "may_have_placed" -> info.mayHavePlaced();
                case "retry_after" -> info.retryAfterMs() < 0 ? null : info.retryAfterMs() / 1000.0;
                case "details" -> (double) info.details().size();
                case "hint" -> info.hint();
                default -> throw new AssertionError("unknown key " + key);
            };
            if (seen == null ? wanted != null : !seen.equals(wanted)) {
                throw new AssertionError(key + " is " + seen + ", not " + wanted + ": " + info.text());
            }
        }
        String message = info.message();
        Checks.ok(!message.isEmpty() && message.codePointCount(0, message.length()) <= 1000
            && message.chars().noneMatch(Character::isISOControl), "no message of one line: " + message);
        StringBuilder shown = new StringBuilder(error + error.getMessage() + info + info.text() + info.message() + info.hint());
        for (ErrorDetail detail : info.details()) shown.append(detail);
        if (row.get("not_text") != null) {
            for (String part : Json.<String>list(row.get("not_text"))) Checks.ok(shown.indexOf(part) < 0, "it shows " + part);
        }
    }

    private static void badInput(Map<String, Object> vectors) throws InterruptedException {
        List<Object> cases = new ArrayList<>();
        for (Object each : Json.list(vectors.get("cases"))) {
            Object excluded = Json.object(each).get("not_in");
            if (excluded == null || !Json.list(excluded).contains("java")) cases.add(each);
        }
        share(cases, (simulator, raw) -> CHECKS.testTimed((String) raw.get("name"), () -> {
            Map<String, Object> row = Json.object(filledIn(raw, simulator.url));
            simulator.reset();
            badInput(simulator, row);
        }));
    }

    private static Object filledIn(Object value, String simulator) {
        if (value instanceof String text) return text.replace("{simulator}", simulator).replace("{closed}", closed);
        if (value instanceof List<?> list) return list.stream().map(each -> filledIn(each, simulator)).toList();
        if (!(value instanceof Map<?, ?> map)) return value;
        Map<String, Object> found = new LinkedHashMap<>();
        map.forEach((name, each) -> found.put((String) name, filledIn(each, simulator)));
        return found;
    }

    private static void badInput(Simulator simulator, Map<String, Object> row) throws Exception {
        Map<String, Object> expect = Json.object(row.get("expect"));
        long[] began = {System.nanoTime()};
        try {
            String returned = operate(simulator, row, began);
            Checks.same("OK", expect.get("code"));
            if (row.containsKey("returns")) Checks.same(returned, row.get("returns"));
        } catch (RingOutException error) {
            compare(error, row);
            for (String secret : List.of(simulator.clientSecret, simulator.jwt)) {
                Checks.ok(!(error + error.info().text() + error.info().hint()).contains(secret), "it shows a secret");
            }
        }
        double took = (System.nanoTime() - began[0]) / 1e9;
        List<Map<String, Object>> posts = simulator.requests("POST", "");
        if (row.containsKey("sent")) {
            Checks.ok(posts.stream().anyMatch(each -> row.get("sent").equals(each.get("body"))), "it sends something else");
        }
        long creates = posts.stream().filter(each -> ((String) each.get("path")).matches(".*/ring-?out")).count();
        Checks.same((double) creates, row.get("posts"));
        if (row.containsKey("placed")) Checks.same((double) simulator.placed(), row.get("placed"));
        Checks.ok(took <= (Double) row.get("within") + BUSY, "it took " + took + " s");
    }

    private static Duration seconds(Object value) {
        return Duration.ofMillis(Math.round((Double) value * 1000));
    }

    private static Client client(Simulator simulator, Map<String, Object> settings, boolean withJwt) {
        Client.Builder builder = simulator.builder().requestTimeout(Duration.ofSeconds(30)).createTimeout(Duration.ofSeconds(30));
        if (!withJwt) builder.jwt(null);
        settings.forEach((name, value) -> {
            switch (name) {
                case "server" -> builder.server((String) value);
                case "client_id" -> builder.clientId((String) value);
                case "client_secret" -> builder.clientSecret((String) value);
                case "jwt" -> builder.jwt(withJwt ? (String) value : null);
                case "request_timeout" -> builder.requestTimeout(seconds(value));
                case "create_timeout" -> builder.createTimeout(seconds(value));
                case "call_path" -> builder.callPath(value.equals("ringout") ? CallPath.DEPRECATED : CallPath.RING_OUT);
                default -> throw new AssertionError("unknown setting " + name);
            }
        });
        return builder.build();
    }

    private static String operate(Simulator simulator, Map<String, Object> row, long[] began) {
        String operation = (String) row.get("operation");
        Map<String, Object> arguments = Json.object(row.get("arguments")), settings = Json.object(row.get("client"));
        if (operation.equals("dial_uri")) {
            DialScheme scheme = arguments.get("scheme").equals("tel") ? DialScheme.TEL : DialScheme.RC_MOBILE;
            return RingOut.dialUri((String) arguments.get("number"), scheme);
        }
        try (Client client = client(simulator, settings, !operation.equals("login"))) {
            Call call = null;
            boolean isPlaced = operation.matches("status|cancel") && !arguments.containsKey("id");
            if (isPlaced) call = client.createCall(Simulator.request());
            for (Object fault : Json.list(row.get("faults"))) simulator.ask("POST", "faults", fault);
            simulator.ask("DELETE", "journal", null);
            began[0] = System.nanoTime();
            switch (operation) {
                case "build" -> { }
                case "login" -> client.loginJwt((String) settings.getOrDefault("jwt", simulator.jwt));
                case "call" -> client.call((String) arguments.get("id"));
                case "status" -> (isPlaced ? call : client.call((String) arguments.get("id"))).status();
                case "cancel" -> (isPlaced ? call : client.call((String) arguments.get("id"))).cancel();
                case "request" -> client.request((String) arguments.get("method"), (String) arguments.get("path"), null,
                    (String) arguments.get("body"));
                case "create_call" -> client.createCall(new CallRequest((String) arguments.get("to"),
                    (String) arguments.get("from"), (String) arguments.get("from_forwarding_number"),
                    (String) arguments.get("caller_id"), (Boolean) arguments.get("play_prompt"),
                    (String) arguments.get("country"), false));
                default -> throw new AssertionError("unknown operation " + operation);
            }
        }
        return null;
    }
}
