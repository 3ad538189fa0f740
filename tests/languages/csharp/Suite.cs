// What a program does with the package: Suite READY, where READY is a file with the ready lines of simulators.

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using RingOut;
using RingOut.Compat;

static class Suite
{
    const string Busy = "+16505550486";
    const string RingsForever = "+16505550180";
    static readonly Checks All = new Checks("csharp suite");
    static Simulator simulator;

    static int Main(string[] arguments)
    {
        simulator = new Simulator(File.ReadLines(arguments[0]).First());
        Login();
        Stores();
        Calls();
        Batches();
        Errors();
        Cancellation();
        Asynchronous();
        Lifetimes();
        Input();
        Rest();
        Compat();
        return All.End();
    }

    static void Test(string name, Action body)
    {
        simulator.Reset();
        All.Test(name, body);
    }

    static void TestAsync(string name, Func<Task> body)
    {
        Test(name, () => body().GetAwaiter().GetResult());
    }

    /// <summary>Lets calls end before the first poll, and keeps them readable.</summary>
    static void EndCalls()
    {
        simulator.Clock("running", false, "advance_ms", 16000);
    }

    static void StopClock()
    {
        simulator.Clock("running", false);
    }

    static Client Client(Action<ClientOptions> change)
    {
        var options = simulator.Options();
        change(options);
        return new Client(options);
    }

    static void Login()
    {
        Test("logs in with a JWT", () =>
        {
            using (var client = Client(options => options.Jwt = null))
            {
                Checks.Ok(client.Token == null, "there is a token");
                client.LoginJwt(simulator.Jwt);
                Checks.Ok(client.Token.ExpiresAtUnixMs > DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), "it has expired");
                client.Refresh();
                client.Logout();
                Checks.Ok(client.Token == null, "there is a token");
            }
        });
        TestAsync("logs in with a password", async () =>
        {
            using (var client = Client(options => options.Jwt = null))
            {
                Checks.Fails<UnauthorizedException>(() => client.LoginPassword(simulator["username"], null, "wrong"));
                client.LoginPassword(simulator["username"], null, simulator["password"]);
                await client.LoginPasswordAsync(simulator["username"], null, simulator["password"]);
                await client.LoginJwtAsync(simulator.Jwt);
                await client.RefreshAsync();
                client.CreateCall(Simulator.Request());
                await client.LogoutAsync();
            }
        });
        TestAsync("logs in on RingCentral's page", async () =>
        {
            using (var client = Client(options => options.Jwt = null))
            {
                var begun = client.AuthorizeUrl("https://example.com/login");
                var error = Checks.Fails<InvalidArgumentException>(() => client.LoginRedirect(Consent(begun.Url),
                    RingOutLibrary.Authorization(begun.RedirectUri, "other", begun.Verifier)));
                Checks.Same(error.Info.Parameter, "state");
                var kept = RingOutLibrary.Authorization(begun.RedirectUri, begun.State, begun.Verifier);
                client.LoginRedirect(Consent(begun.Url), kept);
                await client.LoginRedirectAsync(Consent(begun.Url), kept);
                client.CreateCall(Simulator.Request());
                Checks.Fails<UnauthorizedException>(() => client.LoginCode("no code", begun.RedirectUri));
                Checks.Fails<UnauthorizedException>(
                    () => client.LoginCodeAsync("no code", begun.RedirectUri, begun.Verifier).GetAwaiter().GetResult());
            }
        });
        Test("keeps a token", () =>
        {
            using (var client = simulator.Client())
            using (var other = Client(options => options.Jwt = null))
            {
                client.Refresh();
                other.SetToken(client.Token.Json);
                other.CreateCall(Simulator.Request());
                Checks.Same(simulator.Requests("POST", "/restapi/oauth/token").Count, 1);
                Checks.Same(other.Token.AccessToken, client.Token.AccessToken);
            }
        });
        Test("makes a client from the environment", () =>
        {
            using (var client = RingOut.Client.FromEnv())
            {
                Checks.Same(client.CreateCall(Simulator.Request()).State.Phase, Phase.RingingCaller);
            }
        });
    }

    static string Consent(string url)
    {
        var request = (HttpWebRequest)WebRequest.Create(url + "&consent=allow");
        request.AllowAutoRedirect = false;
        request.Proxy = null;
        using (var response = request.GetResponse()) return response.Headers["Location"];
    }

    sealed class MemoryStore : ITokenStore
    {
        public readonly ConcurrentDictionary<string, string> Kept = new ConcurrentDictionary<string, string>();
        public int Locks;
        public string Failure;

        public string Load(TokenKey key)
        {
            if (Failure != null) throw new IOException(Failure);
            string token;
            return Kept.TryGetValue(key.Text, out token) ? token : null;
        }

        public void Save(TokenKey key, string token)
        {
            string removed;
            if (token == null) Kept.TryRemove(key.Text, out removed);
            else Kept[key.Text] = token;
        }

        public bool TryLock(TokenKey key)
        {
            Interlocked.Increment(ref Locks);
            return true;
        }

        public void Unlock(TokenKey key)
        {
            Interlocked.Decrement(ref Locks);
        }
    }

    static void Stores()
    {
        Test("keeps tokens in a store", () =>
        {
            var store = new MemoryStore();
            for (var i = 0; i < 2; i++)
            {
                using (var client = Client(options => options.TokenStore = store)) client.CreateCall(Simulator.Request());
                GC.Collect();
            }
            Checks.Same(simulator.Requests("POST", "/restapi/oauth/token").Count, 1);
            Checks.Same(store.Kept.Count, 1);
            Simulator.Until(() => store.Locks == 0);
            using (var client = Client(options => options.TokenStore = store))
            {
                client.CreateCall(Simulator.Request());
                client.Logout();
            }
            Checks.Same(store.Kept.Count, 0);
        });
        Test("StorageException", () =>
        {
            var store = new MemoryStore { Failure = "the disk is gone" };
            var client = Client(options => options.TokenStore = store);
            var error = Checks.Fails<StorageException>(() => client.CreateCall(Simulator.Request()));
            Checks.Ok(error.Message.Contains(store.Failure), error.Message);
        });
        Test("keeps tokens in a file", () =>
        {
            var file = Path.GetTempFileName();
            File.Delete(file);
            for (var i = 0; i < 2; i++)
            {
                using (var client = Client(options => options.TokenFile = file)) client.CreateCall(Simulator.Request());
            }
            Checks.Same(simulator.Requests("POST", "/restapi/oauth/token").Count, 1);
            File.Delete(file);
        });
    }

    static void Calls()
    {
        Test("the three verbs", () =>
        {
            StopClock();
            using (var client = simulator.Client())
            {
                var request = Simulator.Request();
                request.CallerId = "+16505550101";
                request.PlayPrompt = false;
                var call = client.CreateCall(request);
                Checks.Same(call.Status(), RingOutLibrary.State("InProgress", "InProgress", "InProgress"));
                Checks.Same(call.State, call.Status());
                Checks.Same(call.Cancel(), CancelEffect.HungUp);
                Checks.Same(call.Outcome.Kind, OutcomeKind.Cancelled);
                Checks.Ok(client.Call(call.Id).State == null, "there is a state");
                Checks.Ok(call.ToString().Contains(call.Id), "no id");
            }
        });
        Test("a wait", () =>
        {
            var call = simulator.Call();
            EndCalls();
            var outcome = call.Wait();
            Checks.Same(outcome.Kind, OutcomeKind.Completed);
            Checks.Ok(outcome.Connected && outcome == call.Outcome, "another outcome");
            Checks.Same(outcome.GetHashCode(), call.Outcome.GetHashCode());
            Checks.Same(outcome.ToString(), "Completed: the caller and the callee talked, then hung up");
        });
        Test("a wait that times out", () =>
        {
            StopClock();
            var call = simulator.Call();
            Checks.Same(call.Wait(new WaitOptions { Timeout = TimeSpan.Zero }).Kind, OutcomeKind.StillInProgress);
            var options = new WaitOptions { Timeout = TimeSpan.FromMilliseconds(50), CancelOnTimeout = true };
            Checks.Same(call.Wait(options).Kind, OutcomeKind.Cancelled);
        });
        Test("a wait until both have answered", () =>
        {
            var call = simulator.Call();
            simulator.Clock("running", false, "advance_ms", 6000);
            Checks.Same(call.Wait(new WaitOptions { Until = Until.Answered }).Kind, OutcomeKind.Answered);
        });
        Test("a watch", () =>
        {
            var call = simulator.Client().CreateCall(Simulator.Request(from: Busy));
            EndCalls();
            var watch = call.Watch();
            var changes = watch.ToList();
            Checks.Same(watch.Outcome.Kind, OutcomeKind.Busy);
            Checks.Ok(!watch.MoveNext(), "it goes on");
            Checks.Same(changes.Last().State.CallerStatus, Status.Busy);
            Checks.Same(changes.Last().Verdict.Kind, VerdictKind.Documented);
        });
        Test("an exception in a loop, and a watch that is left", () =>
        {
            StopClock();
            var call = simulator.Client().CreateCall(Simulator.Request(Busy));
            simulator.Clock("advance_ms", 3000);
            Checks.Fails<InvalidOperationException>(() =>
            {
                foreach (var change in call.Watch(new WaitOptions { CancelOnExit = true })) throw new InvalidOperationException();
            });
            simulator.WaitForRequest("DELETE", call.Id);
        });
        Test("a scoped call", () =>
        {
            StopClock();
            Call call = simulator.Call(), kept = simulator.Call();
            using (call.Scoped()) call.Status();
            using (kept.Scoped()) kept.Detach();
            using (simulator.Call().Scoped()) call.Status();
            Simulator.Until(() => simulator.Requests("DELETE", "").Count == 2);
            Checks.Same(simulator.Requests("DELETE", kept.Id).Count, 0);
        });
        TestAsync("the call log", async () =>
        {
            var client = simulator.Client();
            var before = DateTimeOffset.UtcNow.AddSeconds(-5);
            var call = client.CreateCall(Simulator.Request());
            EndCalls();
            call.Wait();
            var logged = call.Log();
            Checks.Ok(logged.Matching >= LogMatch.Likely, logged.Matching + "");
            Checks.Same(logged.To, Simulator.Callee);
            Checks.Same(client.CallLog(Simulator.Callee, Simulator.Caller, before).Id, logged.Id);
            Checks.Same(await client.CallLogAsync(Simulator.Callee, Simulator.Caller, before), logged);
            Checks.Same(await call.LogAsync(), logged);
            Checks.Fails<InvalidArgumentException>(() => client.Call(call.Id).Log());
        });
    }

    static void Batches()
    {
        Test("a batch with a journal", () =>
        {
            var steps = new List<string>();
            var options = new PlaceOptions
            {
                Timeout = TimeSpan.FromMinutes(1),
                Journal = entry =>
                {
                    steps.Add(entry.Index + " " + entry.Step);
                    if (steps.Count == 4) EndCalls();
                },
            };
            var kinds = new OutcomeKind[2];
            using (var client = simulator.Client())
            {
                var batch = client.PlaceAll(new[] { Simulator.Request(), Simulator.Request(Busy) }, options);
                Checks.Same(batch.Remaining, 2L);
                GC.Collect();
                foreach (var placed in batch)
                {
                    kinds[placed.Index] = placed.Outcome.Kind;
                    Checks.Ok(placed.Call.Id != "" && placed.Error == null, placed.ToString());
                }
            }
            Checks.Ok(kinds.SequenceEqual(new[] { OutcomeKind.Completed, OutcomeKind.Busy }), string.Join(" ", kinds));
            steps.Sort(StringComparer.Ordinal);
            Checks.Same(string.Join(", ", steps), "0 Ended, 0 Placed, 0 Placing, 1 Ended, 1 Placed, 1 Placing");
        });
        TestAsync("a batch without a thread of the program", async () =>
        {
            using (var client = simulator.Client())
            {
                var batch = client.PlaceAll(new[] { Simulator.Request(), Simulator.Request() },
                    new PlaceOptions { Timeout = TimeSpan.Zero });
                var results = batch.GetAsyncEnumerator();
                var count = 0;
                while (await results.MoveNextAsync()) count += results.Current.Outcome.Kind == OutcomeKind.StillInProgress ? 1 : 0;
                await results.DisposeAsync();
                Checks.Same(count, 2);
            }
        });
        Test("a journal that throws", () =>
        {
            var options = new PlaceOptions { Journal = entry => { throw new IOException("the disk is full"); } };
            using (var client = simulator.Client())
            {
                var placed = client.PlaceAll(new[] { Simulator.Request() }, options).Single();
                Checks.Ok(placed.Error is StorageException && placed.Error.Message.Contains("the disk is full"), placed.ToString());
            }
            Checks.Same(simulator.Placed(), 0.0);
        });
        Test("a request of a batch that is wrong", () =>
        {
            var client = simulator.Client();
            var requests = new[] { Simulator.Request(), Simulator.Request("mother") };
            Checks.Same(Checks.Fails<InvalidArgumentException>(() => client.PlaceAll(requests)).Info.Parameter, "requests[1].to");
            requests[1] = null;
            Checks.Same(Checks.Fails<InvalidArgumentException>(() => client.PlaceAll(requests)).Info.Parameter, "requests[1]");
            Checks.Ok(!client.PlaceAll(new CallRequest[0]).MoveNext(), "a result of nothing");
        });
        Test("a batch that is cancelled", () =>
        {
            StopClock();
            var source = new CancellationTokenSource();
            var batch = simulator.Client().PlaceAll(new[] { Simulator.Request(), Simulator.Request() }, null, source.Token);
            var results = Task.Factory.StartNew(() => batch.ToList(), TaskCreationOptions.LongRunning);
            simulator.WaitForRequest("GET", "/ring-out/");
            source.Cancel();
            Checks.Ok(results.Wait(10000) && results.Result.Count == 2, "it goes on");
            foreach (var placed in results.Result)
            {
                Checks.Ok(placed.Error is OperationCancelledException && placed.Call != null, placed.ToString());
            }
        });
        Test("leaving a batch stops placing", () =>
        {
            using (var client = simulator.Client())
            {
                var options = new PlaceOptions { Timeout = TimeSpan.Zero, Concurrency = 1 };
                foreach (var placed in client.PlaceAll(new[] { Simulator.Request(), Simulator.Request() }, options)) break;
            }
            Checks.Same(simulator.Placed(), 1.0);
        });
    }

    static void ErrorOf<T>(Action body) where T : RingOutException
    {
        Test(typeof(T).Name, () =>
        {
            var error = Checks.Fails<T>(body);
            Checks.Ok(error.Message != "" && error.Message == error.Info.Text, "no text");
            Checks.Ok(!error.Info.MayHavePlaced, "it may have placed a call");
        });
    }

    static void ErrorOf<T>(params object[] fault) where T : RingOutException
    {
        ErrorOf<T>(() =>
        {
            var call = Client(options => options.RequestTimeout = TimeSpan.FromMilliseconds(700)).CreateCall(Simulator.Request());
            simulator.Fault("GET", Simulator.Everything, Simulator.Map(fault));
            call.Status();
        });
    }

    static void Errors()
    {
        ErrorOf<InvalidArgumentException>(() => simulator.Client().CreateCall(new CallRequest { To = "mother" }));
        ErrorOf<NotLoggedInException>(() => Client(options => options.Jwt = null).CreateCall(Simulator.Request()));
        ErrorOf<UnauthorizedException>(() => Client(options => options.Jwt = "wrong").CreateCall(Simulator.Request()));
        ErrorOf<NotFoundException>(() => simulator.Client().Call("none").Status());
        ErrorOf<ConnectionFailedException>(() => Client(options =>
        {
            options.Server = "http://127.0.0.1:1";
            options.RequestTimeout = TimeSpan.FromSeconds(2);
        }).CallerIds());
        ErrorOf<ForbiddenException>("error", "CMN-408");
        ErrorOf<RateLimitedException>("status", 429, "headers", Simulator.Map("Retry-After", "7"));
        ErrorOf<RejectedException>("status", 409);
        ErrorOf<ServerException>("status", 500);
        ErrorOf<RequestTimeoutException>("delay_ms", 20000);
        ErrorOf<ProtocolException>("malformed_json", true);
        Test("MaybePlacedException", () =>
        {
            var client = simulator.Client();
            simulator.Fault("POST", Simulator.Everything, Simulator.Map("drop", "before-response"));
            var error = Checks.Fails<MaybePlacedException>(() => client.CreateCall(Simulator.Request()));
            Checks.Ok(error.Info.MayHavePlaced && !error.Info.Retryable, "it says something else");
            Checks.Same(error.Info.AttemptTo, Simulator.Callee);
            EndCalls();
            Checks.Same(client.CallLog(error).To, Simulator.Callee);
            Checks.Same(simulator.Placed(), 1.0);
            var other = Checks.Fails<NotFoundException>(() => client.Call("none").Status());
            Checks.Fails<InvalidArgumentException>(() => client.CallLog(other));
        });
        Test("InternalException is an error of the package",
            () => Checks.Same(typeof(InternalException).BaseType, typeof(RingOutException)));
        Test("no secret in any text", () =>
        {
            var shown = new List<object>();
            var client = simulator.Client();
            client.Refresh();
            var begun = client.AuthorizeUrl("https://example.com/login");
            var token = client.Token.AccessToken;
            shown.AddRange(new object[] { simulator.Options(), client, client.Token, begun, string.Concat(client.Limits) });
            var detail = Simulator.Map("message", simulator.Jwt, "parameterValue", token);
            var body = Simulator.Map("message", token + simulator.Secret + simulator.Jwt, "errors", new List<object> { detail });
            simulator.Fault("*", "/restapi", Simulator.Map("status", 400, "body", body));
            foreach (var each in new Action[] { () => client.Call("x").Status(), () => client.LoginJwt(simulator.Jwt) })
            {
                var error = Checks.Fails<RingOutException>(each);
                shown.AddRange(new object[] { error, error.Info, error.Info.Message });
                shown.AddRange(error.Info.Details.Select(one => one + one.Message + one.ParameterValue + one.Fields));
            }
            foreach (var secret in new[] { token, simulator.Secret, simulator.Jwt, begun.Verifier })
            {
                Checks.Ok(!string.Join(" ", shown).Contains(secret), "it shows " + secret);
            }
        });
    }

    static void Cancellation()
    {
        Interrupts("Wait", "GET", (client, call, token) => call.Wait(null, token));
        Interrupts("WaitAsync", "GET", (client, call, token) => call.WaitAsync(null, token).GetAwaiter().GetResult());
        Interrupts("Watch", "GET", (client, call, token) => call.Watch(null, token).Count());
        Interrupts("Changes", "GET", (client, call, token) =>
        {
            var changes = call.Changes(null, token);
            while (changes.MoveNextAsync().GetAwaiter().GetResult()) { }
        });
        Interrupts("Status", "GET", (client, call, token) => call.Status(token));
        Interrupts("Cancel", "DELETE", (client, call, token) => call.Cancel(token));
        Interrupts("LoginJwt", "POST", (client, call, token) => client.LoginJwt(simulator.Jwt, token));
        Interrupts("Request", "GET", (client, call, token) => client.Request("GET", "/restapi/v1.0/account/~", null, null, token));
        Interrupts("Preflight", "GET", (client, call, token) => client.Preflight(Simulator.Request(), token));
        Interrupts("CreateCall", "POST", (client, call, token) => client.CreateCall(Simulator.Request(), token));
        Interrupts("CreateCallAsync", "POST",
            (client, call, token) => client.CreateCallAsync(Simulator.Request(), token).GetAwaiter().GetResult());
        Test("a cancelled token sends nothing", () =>
        {
            var client = simulator.Client();
            var token = new CancellationToken(true);
            Checks.Fails<OperationCanceledException>(() => client.CreateCall(Simulator.Request(), token));
            Checks.Fails<OperationCanceledException>(() => client.CreateCallAsync(Simulator.Request(), token).GetAwaiter().GetResult());
            Checks.Same(simulator.Placed(), 0.0);
            client.CreateCall(Simulator.Request());
        });
        Test("a cancellation hangs up if it should", () =>
        {
            StopClock();
            var call = simulator.Call();
            var source = new CancellationTokenSource();
            var waiting = call.WaitAsync(new WaitOptions { CancelOnExit = true }, source.Token);
            simulator.WaitForRequest("GET", call.Id);
            source.Cancel();
            simulator.WaitForRequest("DELETE", call.Id);
            Checks.Fails<OperationCanceledException>(() => waiting.GetAwaiter().GetResult());
        });
    }

    static void Interrupts(string name, string method, Action<Client, Call, CancellationToken> operation)
    {
        Test("cancels " + name, () =>
        {
            var client = simulator.Client();
            var call = client.CreateCall(Simulator.Request(RingsForever, RingsForever));
            simulator.Fault(method, name == "LoginJwt" ? "/restapi/oauth" : Simulator.Everything, Simulator.Map("delay_ms", 20000));
            simulator.Ask("DELETE", "journal");
            var source = new CancellationTokenSource();
            var task = Task.Factory.StartNew(() => operation(client, call, source.Token), TaskCreationOptions.LongRunning);
            simulator.WaitForRequest(method, "/restapi");
            var watch = Stopwatch.StartNew();
            source.Cancel();
            if (name.StartsWith("Create")) Checks.Fails<MaybePlacedException>(() => task.GetAwaiter().GetResult());
            else Checks.Fails<OperationCanceledException>(() => task.GetAwaiter().GetResult());
            Checks.Ok(watch.ElapsedMilliseconds < 10000, "it took " + watch.Elapsed);
            // The handles can be used again.
            simulator.Ask("DELETE", "faults");
            Checks.Same(call.Status().Phase, name == "Cancel" ? call.State.Phase : Phase.RingingCaller);
        });
    }

    static void Asynchronous()
    {
        TestAsync("1,000 calls are followed without a thread for each", async () =>
        {
            StopClock();
            using (var client = simulator.Client())
            {
                var calls = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => client.CreateCallAsync(Simulator.Request())));
                var waits = calls.Select(call => call.WaitAsync()).ToList();
                var threads = Directory.GetDirectories("/proc/self/task").Length;
                Checks.Ok(threads < 200, threads + " threads");
                EndCalls();
                foreach (var outcome in await Task.WhenAll(waits)) Checks.Same(outcome.Kind, OutcomeKind.Completed);
                Checks.Same(simulator.Placed(), 1000.0);
            }
        });
        TestAsync("asynchronous operations", async () =>
        {
            StopClock();
            using (var client = simulator.Client())
            {
                var call = await client.CreateCallAsync(Simulator.Request());
                Checks.Same((await call.StatusAsync()).Phase, Phase.RingingCaller);
                var changes = call.Changes();
                Checks.Same(await call.CancelAsync(), CancelEffect.HungUp);
                var stream = changes.GetAsyncEnumerator();
                CallState last = null;
                while (await stream.MoveNextAsync()) last = stream.Current.State;
                await stream.DisposeAsync();
                Checks.Same(last.Phase, Phase.Ended);
                Checks.Same((await changes.Outcome).Kind, OutcomeKind.Cancelled);
                Checks.Same((await client.SendAsync("GET", "/restapi/v1.0/account/none")).Status, 404u);
                Checks.Same((await client.RequestAsync("GET", "/restapi/v1.0/account/~")).Status, 200u);
                Checks.Ok((await client.CallerIdsAsync()).SequenceEqual(client.CallerIds()), "other numbers");
                Checks.Ok((await client.ForwardingNumbersAsync()).SequenceEqual(client.ForwardingNumbers()), "other numbers");
                Checks.Ok((await client.PreflightAsync(Simulator.Request())).Ok, "not ok");
                Checks.Fails<NotFoundException>(() => client.Call("none").StatusAsync().GetAwaiter().GetResult());
            }
        });
        Test("leaving a stream of changes hangs up if it should", () =>
        {
            StopClock();
            var call = simulator.Call();
            var changes = call.Changes(new WaitOptions { CancelOnExit = true });
            simulator.WaitForRequest("GET", call.Id);
            changes.DisposeAsync().Wait();
            simulator.WaitForRequest("DELETE", call.Id);
        });
    }

    static void Lifetimes()
    {
        Test("use after Dispose", () =>
        {
            var client = simulator.Client();
            var call = client.CreateCall(Simulator.Request());
            var other = client.WithTimeout(TimeSpan.FromSeconds(5));
            client.Dispose();
            client.Dispose();
            var uses = new Action[]
            {
                () => Console.Write(client.Limits), () => client.Refresh(), () => call.Status(), () => call.Watch(), () => call.Wait(),
                () => other.CallerIds(), () => client.Call("x"), () => client.CreateCallAsync(Simulator.Request()).Wait(),
                () => client.PlaceAll(new[] { Simulator.Request() }), () => call.StatusAsync().Wait(), () => call.Changes(),
            };
            foreach (var use in uses) Checks.Same(Checks.Fails<ObjectDisposedException>(use).ObjectName, "Client");
            Checks.Same(call.State.Phase, Phase.RingingCaller);
            Checks.Same(call.Outcome.Kind, OutcomeKind.StillInProgress);
            var watch = simulator.Call().Watch();
            watch.Dispose();
            watch.Dispose();
            Checks.Ok(!watch.MoveNext(), "it goes on");
        });
        Test("Dispose interrupts the operations of other threads", () =>
        {
            StopClock();
            var client = simulator.Client();
            var call = client.CreateCall(Simulator.Request());
            var tasks = new List<Task>
            {
                Task.Factory.StartNew(() => call.Wait(), TaskCreationOptions.LongRunning),
                Task.Factory.StartNew(() => call.Watch().Count(), TaskCreationOptions.LongRunning),
                call.WaitAsync(),
            };
            simulator.WaitForRequest("GET", call.Id);
            client.Dispose();
            foreach (var task in tasks)
            {
                try
                {
                    Checks.Ok(task.Wait(10000), "it goes on");
                }
                catch (AggregateException error)
                {
                    // The thread may begin after the Dispose.
                    Checks.Ok(error.InnerException is OperationCancelledException || error.InnerException is ObjectDisposedException,
                        error.ToString());
                }
            }
        });
        Test("many threads, and Dispose in the middle", () =>
        {
            var client = simulator.Client();
            var call = client.CreateCall(Simulator.Request());
            int done = 0, ended = 0;
            var threads = Enumerable.Range(0, 16).Select(_ => new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        call.Status();
                        Interlocked.Increment(ref done);
                    }
                }
                catch (OperationCancelledException)
                {
                    Interlocked.Increment(ref ended);
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref ended);
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            Simulator.Until(() => Volatile.Read(ref done) > 50);
            client.Dispose();
            threads.ForEach(thread => thread.Join(10000));
            Checks.Same(ended, 16);
        });
        TestAsync("garbage collection with waits open", async () =>
        {
            StopClock();
            var waiting = simulator.Call().WaitAsync();
            var watch = simulator.Call().Watch();
            // RingCentral allows a user five logins.
            for (var i = 0; i < 3; i++)
            {
                var other = simulator.Client();
                for (var j = 0; j < 30; j++) other.Call("x").Watch();
            }
            for (var i = 0; i < 5; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            EndCalls();
            Checks.Same((await waiting).Kind, OutcomeKind.Completed);
            Checks.Ok(watch.Any(), "no change");
        });
        Test("other threads are not held up", () =>
        {
            StopClock();
            var call = simulator.Call();
            var waiting = Task.Factory.StartNew(() => call.Wait(), TaskCreationOptions.LongRunning);
            simulator.WaitForRequest("GET", call.Id);
            GC.Collect();
            simulator.Client().Preflight();
            Checks.Ok(!waiting.IsCompleted, "it is done");
            EndCalls();
            Checks.Same(waiting.Result.Kind, OutcomeKind.Completed);
        });
    }

    static void Input()
    {
        var client = simulator.Client();
        var call = client.Call("x");
        var second = TimeSpan.FromSeconds(-1);
        var wrong = new Dictionary<string, Action>
        {
            { "to", () => client.CreateCall(new CallRequest()) },
            { "request", () => client.CreateCall(null) },
            { "id", () => client.Call(null) },
            { "jwt", () => client.LoginJwt(null) },
            { "username", () => client.LoginPasswordAsync(null, null, "x") },
            { "method", () => client.Request(null, "/") },
            { "path", () => client.SendAsync("GET", null) },
            { "options", () => new Client(null) },
            { "timeout", () => call.Wait(new WaitOptions { Timeout = second }) },
            { "until", () => call.Wait(new WaitOptions { Until = (Until)77 }) },
            { "requests", () => client.PlaceAll(null) },
            { "concurrency", () => client.PlaceAll(new CallRequest[0], new PlaceOptions { Concurrency = -1 }) },
            { "total_timeout", () => client.PlaceAll(new CallRequest[0], new PlaceOptions { TotalTimeout = second }) },
            { "number", () => RingOutLibrary.DialUri(null) },
            { "scheme", () => RingOutLibrary.DialUri("+16505550100", (DialScheme)77) },
            { "from", () => RingOutLibrary.CheckTransition(null, null) },
            { "error", () => client.CallLog(null) },
            { "authorization", () => client.LoginRedirect("x", null) },
            { "level", () => RingOutLibrary.SetLogger((LogLevel)77, (level, line) => { }) },
            { "query", () => client.Request("GET", "/restapi", new Dictionary<string, string> { { "a", null } }) },
            { "server", () => new Client(new ClientOptions()) },
            { "call_path", () => Client(options => options.CallPath = (CallPath)77) },
            { "share", () => Client(options => options.Share = 1.5) },
            { "access_token_ttl_s", () => Client(options => options.AccessTokenTtl = TimeSpan.Zero) },
            { "timeout_ms", () => client.WithTimeout(TimeSpan.FromHours(2)) },
            { "connect_timeout_ms", () => Client(options => options.ConnectTimeout = TimeSpan.Zero) },
            { "client_id", () => Client(options => options.ClientId = "a\0b") },
            { "client_secret", () => Client(options => options.ClientSecret = "\ud800") },
        };
        foreach (var each in wrong)
        {
            All.Test("wrong " + each.Key, () =>
                Checks.Same(Checks.Fails<InvalidArgumentException>(each.Value).Info.Parameter, each.Key));
        }
        client.Dispose();
        Test("values are values", () =>
        {
            CallState one = RingOutLibrary.State("Busy", "Busy", "Busy"), other = RingOutLibrary.State("Busy", "Busy", "Busy");
            Checks.Ok(one == other && one.Equals(other) && !(one != other) && one != null, "different");
            Checks.Ok(one != RingOutLibrary.State("Busy", "Busy", "New"), "equal");
            Verdict verdict = RingOutLibrary.CheckTransition(one, other), same = RingOutLibrary.CheckTransition(one, other);
            Checks.Ok(verdict == same && verdict.GetHashCode() == same.GetHashCode(), "different");
            CallState from = RingOutLibrary.State("InProgress", "InProgress", "InProgress");
            CallState to = RingOutLibrary.State("InProgress", "Success", "Finished");
            Checks.Ok(RingOutLibrary.CheckTransition(from, to) == RingOutLibrary.CheckTransition(from, to), "different");
            Checks.Ok(RingOutLibrary.CheckTransition(from, to) != verdict, "equal");
        });
    }

    static void Rest()
    {
        Test("numbers, preflight, limits and requests", () =>
        {
            using (var client = simulator.Client())
            {
                Checks.Ok(client.CallerIds()[0].PhoneNumberValue.StartsWith("+1"), "no number");
                Checks.Ok(client.ForwardingNumbers()[0].Id != null, "no id");
                var report = client.Preflight(Simulator.Request());
                Checks.Ok(report.Ok && report.Checks.Count > client.Preflight().Checks.Count, report.ToString());
                Checks.Same(client.Limits[1].Name, "Heavy");
                var query = new Dictionary<string, string> { { "x", "1 & 2" } };
                var response = client.Request("GET", "/restapi/v1.0/account/~/extension/~", query);
                Checks.Same(response.Status, 200u);
                Checks.Ok(response.Text.Contains("\"status\"") && response.Body.Length > 0, response.Text);
                Checks.Same(client.Send("GET", "/restapi/v1.0/none").Error.Code, ErrorCode.NotFound);
                Checks.Same(client.WithRateLimit(RateLimit.FailFast).Token.AccessToken, client.Token.AccessToken);
            }
        });
        Test("dial links, statuses and the version", () =>
        {
            Checks.Same(RingOutLibrary.DialUri("+1 650 555 0100"), "rcmobile://call?number=16505550100");
            Checks.Same(RingOutLibrary.Version, "0.1.0");
            Checks.Same(RingOutLibrary.Explain(Status.Busy), "the phone is busy");
            Checks.Ok(RingOutLibrary.IsEnded(Status.Finished) && !RingOutLibrary.IsEnded(Status.Success), "ended");
            Checks.Ok(RingOutLibrary.IsFailedLeg(Status.Busy), "failed leg");
        });
        Test("the log", () =>
        {
            var lines = new ConcurrentQueue<string>();
            RingOutLibrary.SetLogger(LogLevel.Debug, (level, line) => lines.Enqueue(level + " " + line));
            simulator.Call();
            Simulator.Until(() => lines.Any(line => line.StartsWith("Debug") && line.Contains("POST")));
            Checks.Ok(!string.Concat(lines).Contains(simulator.Jwt), "it shows the JWT");
            RingOutLibrary.SetLogger(LogLevel.Debug, null);
        });
    }

    static void Compat()
    {
        TestAsync("RingCentral's own names", async () =>
        {
            StopClock();
            using (var rc = new RestClient(simulator["client_id"], simulator.Secret, simulator.Url))
            {
                await rc.Authorize(simulator.Jwt);
                var body = new MakeRingOutRequest
                {
                    from = new MakeRingOutCallerInfoRequestFrom { phoneNumber = Simulator.Caller },
                    to = new MakeRingOutCallerInfoRequestTo { phoneNumber = Simulator.Callee },
                };
                var placed = await rc.Restapi().Account().Extension().RingOut().Post(body);
                Checks.Same(placed.status.callStatus, "InProgress");
                var path = simulator.Url + "/restapi/v1.0/account/~/extension/~/ring-out/";
                Checks.Ok(placed.uri.StartsWith(path), placed.uri);
                var paths = rc.Restapi().Account("~").Extension("~");
                Checks.Same((await paths.RingOut(placed.id).Get()).status.callerStatus, "InProgress");
                Checks.Same(await paths.RingOut(placed.id).Delete(), "");
                Checks.Same((await paths.RingOut(placed.id).Get()).status.callerStatus, "Rejected");
                var error = Checks.Fails<RestException>(() => paths.RingOut("none").Get().GetAwaiter().GetResult());
                Checks.Same(error.Error.Info.HttpStatus, 404u);
                Checks.Fails<RestException>(() => rc.Restapi().Account("1").Extension("2").RingOut().Post(body).GetAwaiter().GetResult());
                await rc.Revoke();
            }
        });
    }
}
