// What a program does with the package: Suite READY, where READY is a file with the ready lines of simulators.

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import ringout.*;
import ringout.compat.RestClient;
import ringout.compat.RestException;
import ringout.compat.definitions.MakeRingOutCallerInfoRequestFrom;
import ringout.compat.definitions.MakeRingOutCallerInfoRequestTo;
import ringout.compat.definitions.MakeRingOutRequest;

final class Suite {
    private static final Checks CHECKS = new Checks("java suite");
    private static final String BUSY = "+16505550486";
    private static final String RINGS_FOREVER = "+16505550180";
    private static Simulator simulator;

    public static void main(String[] arguments) throws Exception {
        simulator = new Simulator(Json.object(Json.read(Files.readAllLines(Path.of(arguments[0])).get(0))));
        login();
        calls();
        batches();
        errors();
        interruption();
        asynchronous();
        lifetimes();
        input();
        rest();
        compat();
        CHECKS.end();
    }

    private static void test(String name, Checks.Test body) {
        simulator.reset();
        CHECKS.test(name, body);
        Thread.interrupted();
    }

    /** Lets calls end before the first poll, and keeps them readable. */
    private static void endCalls() {
        simulator.clock(Map.of("running", false, "advance_ms", 16_000));
    }

    private static void stopClock() {
        simulator.clock(Map.of("running", false));
    }

    private static void login() {
        test("logs in with a JWT", () -> {
            try (Client client = simulator.builder().jwt(null).build()) {
                Checks.same(client.token(), null);
                client.loginJwt(simulator.jwt);
                Checks.ok(client.token().expiresAtUnixMs() > System.currentTimeMillis(), "it has expired");
                client.refresh();
                client.logout();
                Checks.same(client.token(), null);
            }
        });
        test("logs in with a password", () -> {
            try (Client client = simulator.builder().jwt(null).build()) {
                Checks.fails(UnauthorizedException.class, () -> client.loginPassword(simulator.username, null, "wrong"));
                client.loginPassword(simulator.username, null, simulator.password);
                client.loginPasswordAsync(simulator.username, null, simulator.password).get();
                client.loginJwtAsync(simulator.jwt).get();
                client.refreshAsync().get();
                client.createCall(Simulator.request());
            }
        });
        test("logs in on RingCentral's page", () -> {
            try (Client client = simulator.builder().jwt(null).build()) {
                Authorization begun = client.authorizeUrl("https://example.com/login");
                Authorization other = new Authorization("", begun.redirectUri(), "other", begun.verifier());
                InvalidArgumentException error =
                    Checks.fails(InvalidArgumentException.class, () -> client.loginRedirect(consent(begun), other));
                Checks.same(error.info().parameter(), "state");
                Authorization kept = new Authorization("", begun.redirectUri(), begun.state(), begun.verifier());
                client.loginRedirect(consent(begun), kept);
                client.loginRedirectAsync(consent(begun), kept).get();
                Checks.fails(ExecutionException.class,
                    () -> client.loginCodeAsync("no code", begun.redirectUri(), begun.verifier()).get());
                client.createCall(Simulator.request());
                Checks.fails(UnauthorizedException.class, () -> client.loginCode("no code", begun.redirectUri(), null));
            }
        });
        test("keeps a token", () -> {
            try (Client client = simulator.client(); Client other = simulator.builder().jwt(null).build()) {
                client.refresh();
                other.setToken(client.token().json());
                other.createCall(Simulator.request());
                Checks.same(simulator.requests("POST", "/restapi/oauth/token").size(), 1);
                Checks.same(other.token().accessToken(), client.token().accessToken());
            }
        });
        test("keeps tokens in a store", () -> {
            Map<String, String> kept = new ConcurrentHashMap<>();
            AtomicInteger locks = new AtomicInteger();
            TokenStore store = new TokenStore() {
                @Override
                public String load(TokenKey key) {
                    return kept.get(key.text());
                }

                @Override
                public void save(TokenKey key, String token) {
                    if (token == null) kept.remove(key.text());
                    else kept.put(key.text(), token);
                }

                @Override
                public boolean tryLock(TokenKey key) {
                    locks.incrementAndGet();
                    return true;
                }

                @Override
                public void unlock(TokenKey key) {
                    locks.decrementAndGet();
                }
            };
            for (int i = 0; i < 2; i++) {
                try (Client client = simulator.builder().tokenStore(store).build()) {
                    client.createCall(Simulator.request());
                }
                System.gc();
            }
            Checks.same(simulator.requests("POST", "/restapi/oauth/token").size(), 1);
            Checks.same(kept.size(), 1);
            Simulator.until(() -> locks.get() == 0);
            try (Client client = simulator.builder().tokenStore(store).build()) {
                client.createCall(Simulator.request());
                client.logout();
            }
            Checks.same(kept.size(), 0);
        });
        test("keeps tokens in a file", () -> {
            Path file = Files.createTempDirectory("ringout").resolve("token");
            for (int i = 0; i < 2; i++) {
                try (Client client = simulator.builder().tokenFile(file).build()) {
                    client.createCall(Simulator.request());
                }
            }
            Checks.same(simulator.requests("POST", "/restapi/oauth/token").size(), 1);
            Files.delete(file);
        });
        test("makes a client from the environment", () -> {
            try (Client client = Client.fromEnv()) {
                Checks.same(client.createCall(Simulator.request()).state().phase(), Phase.RINGING_CALLER);
            }
        });
    }

    /** Returns the URL that RingCentral redirects a user to who agrees. */
    private static String consent(Authorization begun) throws Exception {
        HttpRequest consent = HttpRequest.newBuilder(URI.create(begun.url() + "&consent=allow")).build();
        HttpResponse<Void> response = HttpClient.newHttpClient().send(consent, HttpResponse.BodyHandlers.discarding());
        return response.headers().firstValue("location").orElseThrow();
    }

    private static void calls() {
        test("the three verbs", () -> {
            stopClock();
            try (Client client = simulator.client()) {
                Call call = client.createCall(Simulator.request().callerId("+16505550101").playPrompt(false));
                Checks.same(call.status(), RingOut.state("InProgress", "InProgress", "InProgress"));
                Checks.same(call.state(), call.status());
                Checks.same(call.cancel(), CancelEffect.HUNG_UP);
                Checks.same(call.outcome().kind(), OutcomeKind.CANCELLED);
                Checks.same(client.call(call.id()).state(), null);
                Checks.ok(call.toString().contains(call.id()), "no id");
            }
        });
        test("a wait", () -> {
            try (Client client = simulator.client()) {
                Call call = client.createCall(Simulator.request());
                endCalls();
                Outcome outcome = call.await();
                Checks.same(outcome.kind(), OutcomeKind.COMPLETED);
                Checks.ok(outcome.connected(), "not connected");
                Checks.same(outcome, call.outcome());
                Checks.same(outcome.hashCode(), call.outcome().hashCode());
                Checks.same(outcome.toString(), "Completed: the caller and the callee talked, then hung up");
            }
        });
        test("a wait that times out", () -> {
            stopClock();
            Call call = simulator.call();
            Checks.same(call.await(WaitOptions.DEFAULT.timeout(Duration.ZERO)).kind(), OutcomeKind.STILL_IN_PROGRESS);
            WaitOptions options = WaitOptions.DEFAULT.timeout(Duration.ofMillis(50)).cancelOnTimeout(true);
            Checks.same(call.await(options).kind(), OutcomeKind.CANCELLED);
        });
        test("a wait until both have answered", () -> {
            Call call = simulator.call();
            simulator.clock(Map.of("running", false, "advance_ms", 6_000));
            Checks.same(call.await(WaitOptions.DEFAULT.until(Until.ANSWERED)).kind(), OutcomeKind.ANSWERED);
        });
        test("a watch", () -> {
            Call call = simulator.client().createCall(Simulator.request().from(BUSY));
            endCalls();
            List<Change> changes = new ArrayList<>();
            try (Watch watch = call.watch()) {
                for (Change change : watch) changes.add(change);
                Checks.same(watch.outcome().kind(), OutcomeKind.BUSY);
                Checks.ok(!watch.hasNext(), "it goes on");
                Checks.fails(NoSuchElementException.class, watch::next);
            }
            Checks.same(changes.get(changes.size() - 1).state().callerStatus(), Status.BUSY);
            Checks.same(changes.get(changes.size() - 1).verdict().kind(), VerdictKind.DOCUMENTED);
        });
        test("a watch as a stream", () -> {
            Call call = simulator.call();
            endCalls();
            try (var changes = call.watch().stream()) {
                Checks.same(changes.reduce((one, other) -> other).get().state().phase(), Phase.ENDED);
            }
        });
        test("an exception in a loop, and a watch that is left", () -> {
            stopClock();
            Call call = simulator.client().createCall(Simulator.request().to(BUSY));
            simulator.clock(Map.of("advance_ms", 3_000));
            Checks.fails(IllegalStateException.class, () -> {
                try (Watch watch = call.watch(WaitOptions.DEFAULT.cancelOnExit(true))) {
                    for (Change change : watch) throw new IllegalStateException(change.toString());
                }
            });
            simulator.waitForRequest("DELETE", call.id());
        });
        test("a scoped call", () -> {
            stopClock();
            Call call = simulator.call();
            try (ScopedCall scoped = call.scoped()) {
                Checks.same(scoped.call(), call);
            }
            simulator.waitForRequest("DELETE", call.id());
            Call kept = simulator.call();
            try (ScopedCall scoped = kept.scoped()) {
                kept.detach();
            }
            try (ScopedCall scoped = simulator.call().scoped()) {
                call.id();
            }
            Simulator.until(() -> simulator.requests("DELETE", "").size() == 2);
            Checks.same(simulator.requests("DELETE", kept.id()).size(), 0);
        });
        test("the call log", () -> {
            Client client = simulator.client();
            Instant before = Instant.now().minusSeconds(5);
            Call call = client.createCall(Simulator.request());
            endCalls();
            call.await();
            LoggedCall logged = call.log();
            Checks.ok(logged.matching().number >= LogMatch.LIKELY.number, logged.matching() + "");
            Checks.same(logged.to(), Simulator.CALLEE);
            Checks.same(client.callLog(Simulator.CALLEE, Simulator.CALLER, before).id(), logged.id());
            Checks.same(client.callLogAsync(Simulator.CALLEE, Simulator.CALLER, before).get(), logged);
            Checks.same(call.logAsync().get(), logged);
            Checks.fails(InvalidArgumentException.class, () -> client.call(call.id()).log());
        });
    }

    private static void batches() {
        test("a batch with a journal", () -> {
            List<String> steps = new ArrayList<>();
            List<CallRequest> requests = List.of(Simulator.request(), Simulator.request().to(BUSY));
            PlaceOptions options = PlaceOptions.DEFAULT.timeout(Duration.ofMinutes(1)).journal(entry -> {
                steps.add(entry.index() + " " + entry.step());
                if (steps.size() == 4) endCalls();
            });
            Map<Integer, OutcomeKind> kinds = new HashMap<>();
            try (Client client = simulator.client(); PlaceAll batch = client.placeAll(requests, options)) {
                Checks.same(batch.remaining(), 2L);
                for (Placed placed : batch) {
                    kinds.put(placed.index(), placed.outcome().kind());
                    Checks.ok(!placed.call().id().isEmpty() && placed.error() == null, "no call");
                }
                Checks.fails(NoSuchElementException.class, batch::next);
            }
            Checks.same(kinds, Map.of(0, OutcomeKind.COMPLETED, 1, OutcomeKind.BUSY));
            Collections.sort(steps);
            Checks.same(steps, List.of("0 Ended", "0 Placed", "0 Placing", "1 Ended", "1 Placed", "1 Placing"));
        });
        test("a journal that throws", () -> {
            PlaceOptions options = PlaceOptions.DEFAULT.journal(entry -> {
                throw new IOException("the disk is full");
            });
            try (Client client = simulator.client()) {
                for (Placed placed : client.placeAll(List.of(Simulator.request()), options)) {
                    Checks.ok(placed.error() instanceof StorageException, placed.toString());
                    Checks.ok(placed.error().getMessage().contains("the disk is full"), placed.error().getMessage());
                }
            }
            Checks.same(simulator.placed(), 0L);
        });
        test("a request of a batch that is wrong", () -> {
            List<CallRequest> requests = new ArrayList<>(List.of(Simulator.request(), Simulator.request().to("mother")));
            Client client = simulator.client();
            InvalidArgumentException error =
                Checks.fails(InvalidArgumentException.class, () -> client.placeAll(requests, PlaceOptions.DEFAULT));
            Checks.same(error.info().parameter(), "requests[1].to");
            requests.set(1, null);
            error = Checks.fails(InvalidArgumentException.class, () -> client.placeAll(requests, PlaceOptions.DEFAULT));
            Checks.same(error.info().parameter(), "requests[1]");
            Checks.ok(!client.placeAll(List.of(), PlaceOptions.DEFAULT).hasNext(), "a result of nothing");
        });
        test("a batch that is interrupted", () -> {
            stopClock();
            List<CallRequest> requests = List.of(Simulator.request(), Simulator.request());
            FutureTask<List<Placed>> task = new FutureTask<>(() -> {
                List<Placed> results = new ArrayList<>();
                // A journal that blocks in a channel must not switch the interruption of the batch off.
                Path file = Files.createTempFile("ringout", "journal");
                PlaceOptions options = PlaceOptions.DEFAULT.journal(entry -> {
                    if (Thread.currentThread().isInterrupted()) return;
                    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                        channel.write(ByteBuffer.wrap(new byte[1]));
                    }
                });
                simulator.client().placeAll(requests, options).forEach(results::add);
                Files.delete(file);
                Checks.ok(Thread.currentThread().isInterrupted(), "the flag is cleared");
                return results;
            });
            interrupt(task, "GET", "/ring-out/");
            Checks.same(task.get().size(), 2);
            for (Placed placed : task.get()) {
                Checks.ok(placed.error() instanceof OperationCancelledException && placed.call() != null, placed.toString());
            }
        });
    }

    /** Runs a task on a thread, and interrupts it once a request was sent. */
    private static void interrupt(FutureTask<?> task, String method, String path) throws Exception {
        Thread thread = new Thread(task);
        thread.start();
        simulator.waitForRequest(method, path);
        thread.interrupt();
        task.get(10, TimeUnit.SECONDS);
    }

    private static void errors() {
        Map<Class<? extends RingOutException>, Checks.Test> errors = Map.of(
            InvalidArgumentException.class, () -> simulator.client().createCall(CallRequest.to("mother")),
            NotLoggedInException.class, () -> simulator.builder().jwt(null).build().createCall(Simulator.request()),
            UnauthorizedException.class, () -> simulator.builder().jwt("wrong").build().createCall(Simulator.request()),
            NotFoundException.class, () -> simulator.client().call("none").status(),
            ConnectionFailedException.class,
            () -> simulator.builder().server("http://127.0.0.1:1").requestTimeout(Duration.ofSeconds(2)).build().callerIds());
        errors.forEach((type, body) -> test(type.getSimpleName(), () -> {
            RingOutException error = Checks.fails(type, body);
            Checks.ok(!error.getMessage().isEmpty() && error.info().text().equals(error.getMessage()), "no text");
            Checks.same(error.info().mayHavePlaced(), false);
        }));
        Map<Class<? extends RingOutException>, Map<String, Object>> faults = Map.of(
            ForbiddenException.class, Map.of("error", "CMN-408"),
            RateLimitedException.class, Map.of("status", 429, "headers", Map.of("Retry-After", "7")),
            RejectedException.class, Map.of("status", 409),
            ServerException.class, Map.of("status", 500),
            RequestTimeoutException.class, Map.of("delay_ms", 20_000),
            ProtocolException.class, Map.of("malformed_json", true));
        faults.forEach((type, fault) -> test(type.getSimpleName(), () -> {
            Client client = simulator.builder().requestTimeout(Duration.ofMillis(700)).build();
            Call call = client.createCall(Simulator.request());
            simulator.fault("GET", Simulator.EVERYTHING, fault);
            RingOutException error = Checks.fails(type, call::status);
            if (type == RateLimitedException.class) Checks.ok(error.info().retryAfterMs() > 0, "no time to wait");
        }));
        test("StorageException", () -> {
            TokenStore store = new TokenStore() {
                @Override
                public String load(TokenKey key) throws IOException {
                    throw new IOException("the disk is gone");
                }

                @Override
                public void save(TokenKey key, String token) {}
            };
            Client client = simulator.builder().tokenStore(store).build();
            StorageException error = Checks.fails(StorageException.class, () -> client.createCall(Simulator.request()));
            Checks.ok(error.getMessage().contains("the disk is gone"), error.getMessage());
        });
        test("MaybePlacedException", () -> {
            Client client = simulator.client();
            simulator.fault("POST", Simulator.EVERYTHING, Map.of("drop", "before-response"));
            MaybePlacedException error =
                Checks.fails(MaybePlacedException.class, () -> client.createCall(Simulator.request()));
            Checks.ok(error.info().mayHavePlaced() && !error.info().retryable(), "it says something else");
            Checks.same(error.info().attemptTo(), Simulator.CALLEE);
            endCalls();
            Checks.same(client.callLog(error).to(), Simulator.CALLEE);
            Checks.same(simulator.placed(), 1L);
            RingOutException other = Checks.fails(NotFoundException.class, () -> client.call("none").status());
            Checks.fails(InvalidArgumentException.class, () -> client.callLog(other));
        });
        test("InternalException is an error of the package", () ->
            Checks.same(InternalException.class.getSuperclass(), RingOutException.class));
        test("no secret in any text", () -> {
            List<Object> shown = new ArrayList<>();
            Client.Builder builder = simulator.builder();
            Client client = builder.build();
            client.refresh();
            Authorization begun = client.authorizeUrl("https://example.com/login");
            String token = client.token().accessToken();
            shown.addAll(List.of(builder, client, client.token(), begun, client.limits()));
            Map<String, Object> echo = Map.of("status", 400, "body", Map.of("message", token + simulator.clientSecret + simulator.jwt,
                "errors", List.of(Map.of("message", simulator.jwt, "parameterValue", token))));
            simulator.fault("*", "/restapi", echo);
            for (Checks.Test each : List.<Checks.Test>of(() -> client.call("x").status(), () -> client.loginJwt(simulator.jwt),
                    () -> client.request("GET", "/restapi/v1.0", null, null))) {
                RingOutException error = Checks.fails(RingOutException.class, each);
                shown.addAll(List.of(error, error.info(), error.info().details(), error.info().message()));
                error.info().details().forEach(detail -> shown.add(detail.message() + detail.parameterValue() + detail.fields()));
            }
            for (String secret : List.of(token, simulator.clientSecret, simulator.jwt, begun.verifier())) {
                Checks.ok(!shown.toString().contains(secret), "it shows " + secret);
            }
        });
    }

    private static void interruption() {
        Map<String, String> operations = Map.of("await", "GET", "watch", "GET", "status", "GET", "cancel", "DELETE",
            "createCall", "POST", "login", "POST", "request", "GET", "preflight", "GET");
        operations.forEach((name, method) -> test("interrupts " + name, () -> {
            Client client = simulator.client();
            Call call = client.createCall(Simulator.request().to(RINGS_FOREVER).from(RINGS_FOREVER));
            simulator.fault(method, name.equals("login") ? "/restapi/oauth" : Simulator.EVERYTHING, Map.of("delay_ms", 20_000));
            simulator.ask("DELETE", "journal", null);
            FutureTask<Void> task = new FutureTask<>(() -> {
                Class<? extends RingOutException> type = OperationCancelledException.class;
                try {
                    switch (name) {
                        case "await" -> call.await();
                        case "watch" -> call.watch().hasNext();
                        case "status" -> call.status();
                        case "cancel" -> call.cancel();
                        case "createCall" -> client.createCall(Simulator.request());
                        case "login" -> client.loginJwt(simulator.jwt);
                        case "request" -> client.request("GET", "/restapi/v1.0/account/~", Map.of("a", "b c"), null);
                        default -> client.preflight(Simulator.request());
                    }
                    throw new AssertionError("it returns");
                } catch (RingOutException error) {
                    if (name.equals("createCall")) type = MaybePlacedException.class;
                    Checks.same(error.getClass(), type);
                    Checks.ok(Thread.interrupted(), "the flag is cleared");
                }
                // The handles can be used again.
                Checks.same(call.outcome().kind(), OutcomeKind.STILL_IN_PROGRESS);
                simulator.ask("DELETE", "faults", null);
                call.status();
                return null;
            });
            interrupt(task, method, "/restapi");
        }));
        test("an interrupted thread sends nothing", () -> {
            Client client = simulator.client();
            Thread.currentThread().interrupt();
            Checks.fails(OperationCancelledException.class, () -> client.createCall(Simulator.request()));
            Checks.ok(Thread.interrupted(), "the flag is cleared");
            Checks.same(simulator.placed(), 0L);
            client.createCall(Simulator.request());
        });
        test("an interruption hangs up if it should", () -> {
            stopClock();
            Call call = simulator.call();
            FutureTask<Void> task = new FutureTask<>(() -> {
                call.await(WaitOptions.DEFAULT.cancelOnExit(true));
                return null;
            });
            Checks.fails(ExecutionException.class, () -> interrupt(task, "GET", "/ring-out/"));
            simulator.waitForRequest("DELETE", call.id());
        });
    }

    private static void asynchronous() {
        test("1,000 calls are followed without a thread for each", () -> {
            stopClock();
            try (Client client = simulator.client()) {
                List<CompletableFuture<Call>> created = new ArrayList<>();
                for (int i = 0; i < 1000; i++) created.add(client.createCallAsync(Simulator.request()));
                List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
                for (CompletableFuture<Call> each : created) outcomes.add(each.get().awaitAsync(WaitOptions.DEFAULT));
                long threads = Files.list(Path.of("/proc/self/task")).count();
                Checks.ok(threads < 200, threads + " threads");
                endCalls();
                for (CompletableFuture<Outcome> each : outcomes) Checks.same(each.get().kind(), OutcomeKind.COMPLETED);
                Checks.same(simulator.placed(), 1000L);
            }
        });
        test("asynchronous operations", () -> {
            stopClock();
            try (Client client = simulator.client()) {
                Call call = client.createCallAsync(Simulator.request()).get();
                Checks.same(call.statusAsync().get().phase(), Phase.RINGING_CALLER);
                List<Change> changes = Collections.synchronizedList(new ArrayList<>());
                CompletableFuture<Outcome> watched = call.watchAsync(WaitOptions.DEFAULT, changes::add);
                Checks.same(call.cancelAsync().get(), CancelEffect.HUNG_UP);
                Checks.same(watched.get().kind(), OutcomeKind.CANCELLED);
                Checks.same(changes.get(changes.size() - 1).state().phase(), Phase.ENDED);
                Checks.same(client.sendAsync("GET", "/restapi/v1.0/account/none", null, null).get().status(), 404);
                Checks.same(client.requestAsync("GET", "/restapi/v1.0/account/~", null, null).get().status(), 200);
                Checks.same(client.callerIdsAsync().get(), client.callerIds());
                Checks.same(client.forwardingNumbersAsync().get(), client.forwardingNumbers());
                Checks.ok(client.preflightAsync(Simulator.request()).get().ok(), "not ok");
                Checks.ok(client.preflightAsync(null).get().ok(), "not ok");
                client.logoutAsync().get();
                ExecutionException failed =
                    Checks.fails(ExecutionException.class, () -> client.call("none").statusAsync().get());
                Checks.ok(failed.getCause() instanceof NotLoggedInException, failed.toString());
            }
        });
        test("cancelling a future interrupts the operation", () -> {
            stopClock();
            Call call = simulator.call();
            CompletableFuture<Outcome> waiting = call.awaitAsync(WaitOptions.DEFAULT.cancelOnExit(true));
            simulator.waitForRequest("GET", call.id());
            Checks.ok(waiting.cancel(true), "it is not cancelled");
            Checks.fails(CancellationException.class, waiting::get);
            simulator.waitForRequest("DELETE", call.id());
        });
        test("a consumer of changes that throws", () -> {
            stopClock();
            Call call = simulator.client().createCall(Simulator.request().to(BUSY));
            CompletableFuture<Outcome> watched = call.watchAsync(WaitOptions.DEFAULT, change -> {
                throw new IllegalStateException("no more");
            });
            simulator.clock(Map.of("advance_ms", 3_000));
            ExecutionException error = Checks.fails(ExecutionException.class, watched::get);
            Checks.same(error.getCause().getMessage(), "no more");
            Checks.same(call.status().phase(), Phase.RINGING_CALLEE);
        });
    }

    private static void lifetimes() {
        test("use after close", () -> {
            Client client = simulator.client();
            Call call = client.createCall(Simulator.request());
            Client other = client.withTimeout(Duration.ofSeconds(5));
            client.close();
            client.close();
            for (Checks.Test each : List.<Checks.Test>of(client::limits, client::refresh, call::status, call::watch, call::await,
                    other::callerIds, () -> client.call("x"), () -> client.createCallAsync(Simulator.request()),
                    () -> client.placeAll(List.of(Simulator.request()), PlaceOptions.DEFAULT), call::statusAsync)) {
                InvalidArgumentException error = Checks.fails(InvalidArgumentException.class, each);
                Checks.same(error.info().parameter(), "client");
            }
            Checks.same(call.state().phase(), Phase.RINGING_CALLER);
            Checks.same(call.outcome().kind(), OutcomeKind.STILL_IN_PROGRESS);
            Watch watch = simulator.call().watch();
            watch.close();
            Checks.fails(InvalidArgumentException.class, watch::hasNext);
        });
        test("close interrupts the operations of other threads", () -> {
            stopClock();
            Client client = simulator.client();
            Call call = client.createCall(Simulator.request());
            FutureTask<Outcome> waiting = new FutureTask<>(call::await);
            FutureTask<Boolean> watching = new FutureTask<>(() -> call.watch().stream().count() > 0);
            new Thread(waiting).start();
            new Thread(watching).start();
            CompletableFuture<Outcome> future = call.awaitAsync(WaitOptions.DEFAULT);
            simulator.waitForRequest("GET", call.id());
            client.close();
            for (java.util.concurrent.Future<?> each : List.of(waiting, watching, future)) {
                ExecutionException error = Checks.fails(ExecutionException.class, () -> each.get(10, TimeUnit.SECONDS));
                // The watch may begin after the close.
                Checks.ok(error.getCause() instanceof OperationCancelledException
                    || error.getCause() instanceof InvalidArgumentException, error.toString());
            }
        });
        test("many threads, and close in the middle", () -> {
            Client client = simulator.client();
            Call call = client.createCall(Simulator.request());
            AtomicInteger done = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        while (true) {
                            call.status();
                            done.incrementAndGet();
                        }
                    } catch (OperationCancelledException | InvalidArgumentException closed) {
                        done.addAndGet(1000);
                    }
                });
                thread.start();
                threads.add(thread);
            }
            Simulator.until(() -> done.get() > 50);
            client.close();
            for (Thread thread : threads) thread.join(10_000);
            Checks.ok(done.get() > 16_000, done.get() + "");
        });
        test("garbage collection with waits open", () -> {
            stopClock();
            CompletableFuture<Outcome> future = simulator.call().awaitAsync(WaitOptions.DEFAULT);
            Watch watch = simulator.call().watch();
            // RingCentral allows a user five logins.
            for (int i = 0; i < 3; i++) {
                Client other = simulator.client();
                for (int j = 0; j < 60; j++) other.call("x").watch();
            }
            for (int i = 0; i < 5; i++) System.gc();
            endCalls();
            Checks.same(future.get().kind(), OutcomeKind.COMPLETED);
            Checks.ok(watch.stream().count() > 0, "no change");
        });
        test("other threads are not held up", () -> {
            stopClock();
            Call call = simulator.call();
            FutureTask<Outcome> waiting = new FutureTask<>(call::await);
            new Thread(waiting).start();
            simulator.waitForRequest("GET", call.id());
            System.gc();
            simulator.client().limits();
            Checks.ok(!waiting.isDone(), "it is done");
            endCalls();
            Checks.same(waiting.get().kind(), OutcomeKind.COMPLETED);
        });
        test("virtual threads", () -> {
            Call call = simulator.call();
            AtomicInteger done = new AtomicInteger();
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Thread thread = (Thread) Class.forName("java.lang.Thread$Builder").getMethod("start", Runnable.class)
                .invoke(builder, (Runnable) () -> {
                    call.status();
                    done.incrementAndGet();
                });
            thread.join();
            Checks.same(done.get(), 1);
        });
    }

    private static void input() {
        Client client = simulator.client();
        Call call = client.call("x");
        Map<String, Checks.Test> wrong = new HashMap<>();
        wrong.put("to", () -> client.createCall(CallRequest.to(null)));
        wrong.put("request", () -> client.createCall(null));
        wrong.put("id", () -> client.call(null));
        wrong.put("jwt", () -> client.loginJwt(null));
        wrong.put("method", () -> client.request(null, "/", null, null));
        wrong.put("path", () -> client.request("GET", null, null, null));
        wrong.put("options", () -> call.await(null));
        wrong.put("timeout", () -> call.await(WaitOptions.DEFAULT.timeout(Duration.ofSeconds(-1))));
        wrong.put("until", () -> call.await(WaitOptions.DEFAULT.until(null)));
        wrong.put("changes", () -> call.watchAsync(WaitOptions.DEFAULT, null));
        wrong.put("requests", () -> client.placeAll(null, PlaceOptions.DEFAULT));
        wrong.put("concurrency", () -> client.placeAll(List.of(), PlaceOptions.DEFAULT.concurrency(-1)));
        wrong.put("total_timeout", () -> client.placeAll(List.of(), PlaceOptions.DEFAULT.totalTimeout(Duration.ofNanos(-1))));
        wrong.put("number", () -> RingOut.dialUri(null, DialScheme.TEL));
        wrong.put("scheme", () -> RingOut.dialUri("+16505550100", null));
        wrong.put("from", () -> RingOut.checkTransition(null, null));
        wrong.put("sent_at", () -> client.callLog("+16505550100", null, null));
        wrong.put("error", () -> client.callLog(null));
        wrong.put("authorization", () -> client.loginRedirect("x", null));
        wrong.put("level", () -> RingOut.setLogger(null, null));
        wrong.put("query", () -> client.request("GET", "/restapi", Collections.singletonMap("a", null), null));
        wrong.put("server", () -> Client.builder().build());
        wrong.put("call_path", () -> Client.builder().callPath(null));
        wrong.put("access_token_ttl", () -> simulator.builder().accessTokenTtl(Duration.ZERO).build());
        wrong.put("timeout_ms", () -> client.withTimeout(Duration.ofHours(2)));
        wrong.put("share", () -> simulator.builder().share(1.5).build());
        wrong.put("connect_timeout_ms", () -> simulator.builder().connectTimeout(Duration.ZERO).build());
        wrong.put("client_id", () -> simulator.builder().clientId("a\0b").build());
        wrong.put("client_secret", () -> simulator.builder().clientSecret("\ud800").build());
        wrong.forEach((parameter, body) -> CHECKS.test("wrong " + parameter, () -> {
            InvalidArgumentException error = Checks.fails(InvalidArgumentException.class, body);
            String seen = error.info().parameter();
            Checks.ok(parameter.equals(seen) || (parameter + "_s").equals(seen), "it names " + seen);
            Checks.ok(!error.getMessage().contains("\ud800"), "it shows the secret");
        }));
        test("values are values", () -> {
            Checks.same(Simulator.request().from("+1"), CallRequest.to(Simulator.CALLEE).from("+1"));
            Checks.same(WaitOptions.DEFAULT.timeout(Duration.ofSeconds(1)).hashCode(),
                new WaitOptions(Until.ENDED, Duration.ofSeconds(1), false, false).hashCode());
            Checks.same(RingOut.state("Busy", "Busy", "Busy"), RingOut.state("Busy", "Busy", "Busy"));
            Checks.ok(!RingOut.state("Busy", "Busy", "Busy").equals(RingOut.state("Busy", "Busy", "New")), "equal");
        });
        client.close();
    }

    private static void rest() {
        test("numbers, preflight, limits and requests", () -> {
            try (Client client = simulator.client()) {
                Checks.ok(client.callerIds().get(0).phoneNumber().startsWith("+1"), "no number");
                Checks.ok(client.forwardingNumbers().get(0).id() != null, "no id");
                Preflight report = client.preflight(Simulator.request());
                Checks.ok(report.ok(), report.toString());
                Checks.ok(report.checks().size() > client.preflight().checks().size(), "as many checks");
                Checks.same(client.limits().get(1).name(), "Heavy");
                Response response = client.request("GET", "/restapi/v1.0/account/~/extension/~", Map.of("x", "1 & 2"), null);
                Checks.same(response.status(), 200);
                Checks.ok(response.text().contains("\"status\"") && response.body().length > 0, response.text());
                Checks.same(client.send("GET", "/restapi/v1.0/none", null, null).error().code(), ErrorCode.NOT_FOUND);
                Client failing = client.withRateLimit(RateLimit.FAIL_FAST);
                Checks.same(failing.token().accessToken(), client.token().accessToken());
            }
        });
        test("dial links, statuses and the version", () -> {
            Checks.same(RingOut.dialUri("+1 650 555 0100", DialScheme.RC_MOBILE), "rcmobile://call?number=16505550100");
            Checks.same(RingOut.version(), "0.1.0");
            Checks.same(RingOut.explain(Status.BUSY), "the phone is busy");
            Checks.ok(RingOut.isEnded(Status.FINISHED) && !RingOut.isEnded(Status.SUCCESS), "ended");
            Checks.ok(RingOut.isFailedLeg(Status.BUSY), "failed leg");
        });
        test("the log", () -> {
            List<String> lines = new CopyOnWriteArrayList<>();
            RingOut.setLogger(LogLevel.DEBUG, (level, line) -> lines.add(level + " " + line));
            simulator.call();
            Simulator.until(() -> lines.stream().anyMatch(line -> line.startsWith("DEBUG") && line.contains("POST")));
            Checks.ok(!lines.toString().contains(simulator.jwt), "it shows the JWT");
            RingOut.setLogger(LogLevel.DEBUG, null);
            RingOut.setLogger(LogLevel.ERROR, (level, line) -> lines.add("no"));
            simulator.call();
            Checks.ok(!lines.contains("no"), "it logs");
            RingOut.setLogger(LogLevel.ERROR, null);
        });
    }

    private static void compat() {
        test("RingCentral's own names", () -> {
            stopClock();
            try (RestClient rc = new RestClient(simulator.clientId, simulator.clientSecret, simulator.url)) {
                rc.authorize(simulator.jwt);
                MakeRingOutRequest body = new MakeRingOutRequest()
                    .from(new MakeRingOutCallerInfoRequestFrom().phoneNumber(Simulator.CALLER))
                    .to(new MakeRingOutCallerInfoRequestTo().phoneNumber(Simulator.CALLEE));
                var placed = rc.restapi().account().extension().ringOut().post(body);
                Checks.same(placed.status.callStatus, "InProgress");
                Checks.ok(placed.uri.startsWith(simulator.url + "/restapi/v1.0/account/~/extension/~/ring-out/"), placed.uri);
                var paths = rc.restapi().account("~").extension("~");
                Checks.same(paths.ringOut(placed.id).get().status.callerStatus, "InProgress");
                Checks.same(paths.ringOut(placed.id).delete(), "");
                Checks.same(paths.ringOut(placed.id).get().status.callerStatus, "Rejected");
                RestException error = Checks.fails(RestException.class, () -> paths.ringOut("none").get());
                Checks.same(error.error().info().httpStatus(), 404);
                Checks.fails(RestException.class, () -> rc.restapi().account("1").extension("2").ringOut().post(body));
                simulator.fault("POST", Simulator.EVERYTHING, Map.of("drop", "before-response"));
                Checks.fails(IOException.class, () -> rc.restapi().account().extension().ringOut().post(body));
                rc.revoke();
            }
        });
    }
}
