// The vectors of tests/vectors: Vectors FOLDER READY CLOSED, where READY is a file with the ready lines of several simulators, and
// CLOSED a URL on which nothing listens.

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using RingOut;

static class Vectors
{
    static readonly Checks All = new Checks("csharp vectors");
    static readonly Dictionary<string, string> Classes = new Dictionary<string, string>();
    const double Busy = 5;
    static List<Simulator> simulators;
    static string closed;

    static int Main(string[] arguments)
    {
        simulators = File.ReadLines(arguments[1]).Select(line => new Simulator(line)).ToList();
        closed = arguments[2];
        Func<string, Dictionary<string, object>> read = name =>
            Json.Object(Json.Read(File.ReadAllText(Path.Combine(arguments[0], name))));
        Transitions(read("transitions.json"));
        Errors(read("errors.json"));
        BadInput(read("bad_input.json"));
        return All.End();
    }

    static CallState State(string field, string status)
    {
        return RingOutLibrary.State(field == "call" ? status : "InProgress", field == "caller" ? status : "InProgress",
            field == "callee" ? status : "InProgress");
    }

    static void Transitions(Dictionary<string, object> vectors)
    {
        var names = Json.Strings(vectors["statuses"]);
        All.Test("statuses", () =>
        {
            for (var i = 0; i < names.Count; i++)
            {
                Checks.Same((int)RingOutLibrary.Status(names[i]), i);
                Checks.Same(RingOutLibrary.Status(names[i]).ToString(), names[i]);
            }
            Checks.Same(names.Count, 18);
        });
        foreach (var field in new[] { "call", "caller", "callee" })
        {
            var table = Json.List(vectors[field == "call" ? "call" : "leg"]).Select(Json.Strings).ToList();
            for (var from = 0; from < names.Count; from++)
            {
                for (var to = 0; to < names.Count; to++)
                {
                    string before = names[from], after = names[to], wanted = table[from][to], part = field;
                    All.Test(field + " " + before + " " + after, () =>
                    {
                        var verdict = RingOutLibrary.CheckTransition(State(part, before), State(part, after));
                        var reason = verdict.Reasons.FirstOrDefault(each => each.Field.ToString().ToLowerInvariant() == part);
                        var otherwise = before == after ? "Unchanged" : "Documented";
                        Checks.Same(reason == null ? otherwise : reason.Kind.ToString(), wanted);
                    });
                }
            }
        }
        foreach (var triple in Json.List(vectors["triples"]).Select(Json.Object)) All.Test((string)triple["name"], () => Triple(triple));
    }

    static void Triple(Dictionary<string, object> triple)
    {
        List<string> from = Json.Strings(triple["from"]), to = Json.Strings(triple["to"]);
        var after = RingOutLibrary.State(to[0], to[1], to[2]);
        var verdict = RingOutLibrary.CheckTransition(RingOutLibrary.State(from[0], from[1], from[2]), after);
        var reasons = verdict.Reasons.Select(each =>
            (object)new List<object> { each.Field.ToString().ToLowerInvariant(), each.Kind.ToString() }).ToList();
        var path = verdict.Reasons.Where(each => each.PathStatuses.Count > 0)
            .Select(each => string.Join(" > ", each.PathStatuses)).FirstOrDefault();
        Checks.Ok(verdict.Reasons.All(each => each.Text != ""), "no text");
        Checks.Same(verdict.Kind.ToString(), triple["verdict"]);
        Checks.Same(after.Phase.ToString(), triple["phase"]);
        Checks.Ok(Json.Same(reasons, triple["reasons"]), Json.Write(reasons));
        Checks.Same(path, triple["path"]);
    }

    /// <summary>Runs the cases on all simulators.</summary>
    static void Share(IEnumerable<object> cases, Action<Simulator, Dictionary<string, object>> run)
    {
        var left = new ConcurrentQueue<object>(cases);
        var threads = simulators.Select(simulator => new Thread(() =>
        {
            object next;
            while (left.TryDequeue(out next)) run(simulator, Json.Object(next));
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }

    static string CodeName(ErrorCode code)
    {
        return Regex.Replace(code.ToString(), "(?<!^)([A-Z])", "_$1").ToUpperInvariant();
    }

    static void Errors(Dictionary<string, object> vectors)
    {
        foreach (var row in Json.List(vectors["codes"]).Select(Json.Object).Where(row => row["class"] != null))
        {
            Classes[(string)row["code"]] = Regex.Replace((string)row["class"], "Error$", "Exception");
            All.Test("class of " + row["code"], () =>
            {
                var type = typeof(Client).Assembly.GetType("RingOut." + Classes[(string)row["code"]]);
                Checks.Same(type.BaseType, typeof(RingOutException));
                Checks.Same(CodeName((ErrorCode)(uint)(double)row["number"]), row["code"]);
            });
        }
        Share(Json.List(vectors["responses"]), (simulator, row) => All.TestTimed((string)row["name"], () =>
        {
            simulator.Reset();
            var options = simulator.Options();
            options.RequestTimeout = TimeSpan.FromSeconds((double)row["request_timeout"]);
            using (var client = new Client(options))
            {
                var call = client.CreateCall(Simulator.Request());
                simulator.Fault("GET", Simulator.Everything,
                    Simulator.Map("status", row["status"], "headers", row["headers"], "body", row["body"]));
                Compare(Checks.Fails<RingOutException>(() => call.Status()), row);
            }
        }));
    }

    static object Field(ErrorInfo info, string key)
    {
        switch (key)
        {
            case "code": return CodeName(info.Code);
            case "http_status": return info.HttpStatus == 0 ? null : (object)(double)info.HttpStatus;
            case "error_code": return info.ErrorCode;
            case "parameter": return info.Parameter;
            case "oauth_error": return info.OauthError;
            case "request_id": return info.RequestId;
            case "retryable": return info.Retryable;
            case "may_have_placed": return info.MayHavePlaced;
            case "retry_after": return info.RetryAfterMs < 0 ? null : (object)(info.RetryAfterMs / 1000.0);
            case "details": return (double)info.Details.Count;
            case "hint": return info.Hint;
            default: throw new Exception("unknown key " + key);
        }
    }

    /// <summary>Checks an error, and that it does not show what it must not.</summary>
    static void Compare(RingOutException error, Dictionary<string, object> row)
    {
        var info = error.Info;
        var expect = Json.Object(row["expect"]);
        Checks.Same(error.GetType().Name, Classes[CodeName(info.Code)]);
        foreach (var each in expect)
        {
            var wanted = each.Value;
            if (wanted is List<object>)
            {
                var text = each.Key == "text" ? info.Text : info.Hint ?? "";
                foreach (var part in Json.Strings(wanted)) Checks.Ok(text.Contains(part), "no " + part + " in " + text);
                continue;
            }
            if (each.Key == "fields")
            {
                var fields = info.Details.Count == 0 || info.Details[0].Fields == null ? "{}" : info.Details[0].Fields;
                var seenFields = Json.Object(Json.Read(fields)).OrderBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value);
                var wantedFields = Json.Object(wanted).OrderBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value);
                Checks.Ok(Json.Same(seenFields, wantedFields), fields);
                continue;
            }
            if (each.Key == "parameter" && wanted != null && (string)expect["code"] == "INVALID_ARGUMENT"
                && ((string)wanted).EndsWith("_timeout", StringComparison.Ordinal))
            {
                wanted += "_ms";
            }
            var seen = Field(info, each.Key);
            if (!Equals(seen, wanted)) throw new Exception(each.Key + " is " + seen + ", not " + wanted + ": " + info.Text);
        }
        var letters = info.Message.Count(letter => !char.IsLowSurrogate(letter));
        Checks.Ok(letters > 0 && letters <= 1000 && !info.Message.Any(char.IsControl), "no message of one line: " + info.Message);
        var shown = error.Message + info.Text + info.Message + info.Hint + info + string.Concat(info.Details);
        object parts;
        if (!row.TryGetValue("not_text", out parts)) return;
        foreach (var part in Json.Strings(parts)) Checks.Ok(!shown.Contains(part), "it shows " + part);
    }

    static void BadInput(Dictionary<string, object> vectors)
    {
        var ours = Json.List(vectors["cases"]).Where(each => !Json.Object(each).ContainsKey("not_in") ||
            !Json.Strings(Json.Object(each)["not_in"]).Contains("csharp")).ToList();
        Share(ours, (simulator, raw) => All.TestTimed((string)raw["name"], () =>
        {
            simulator.Reset();
            BadInput(simulator, Json.Object(FilledIn(raw, simulator.Url)));
        }));
    }

    static object FilledIn(object value, string simulator)
    {
        var text = value as string;
        if (text != null) return text.Replace("{simulator}", simulator).Replace("{closed}", closed);
        var list = value as List<object>;
        if (list != null) return list.Select(each => FilledIn(each, simulator)).ToList();
        var map = value as Dictionary<string, object>;
        return map == null ? value : map.ToDictionary(each => each.Key, each => FilledIn(each.Value, simulator));
    }

    static void BadInput(Simulator simulator, Dictionary<string, object> row)
    {
        var expect = Json.Object(row["expect"]);
        var watch = Stopwatch.StartNew();
        try
        {
            var returned = Operate(simulator, row, watch);
            Checks.Same("OK", expect["code"]);
            if (row.ContainsKey("returns")) Checks.Same(returned, row["returns"]);
        }
        catch (RingOutException error)
        {
            Compare(error, row);
            foreach (var secret in new[] { simulator.Secret, simulator.Jwt })
            {
                Checks.Ok(!(error + error.Info.Text + error.Info.Hint).Contains(secret), "it shows a secret");
            }
        }
        var took = watch.Elapsed.TotalSeconds;
        var posts = simulator.Requests("POST", "");
        if (row.ContainsKey("sent")) Checks.Ok(posts.Any(each => Json.Same(each["body"], row["sent"])), "it sends something else");
        Checks.Same((double)posts.Count(each => Regex.IsMatch((string)each["path"], "/ring-?out$")), row["posts"]);
        if (row.ContainsKey("placed")) Checks.Same(simulator.Placed(), row["placed"]);
        Checks.Ok(took <= (double)row["within"] + Busy, "it took " + took + " s");
    }

    static Client Client(Simulator simulator, Dictionary<string, object> settings, bool withJwt)
    {
        var options = simulator.Options();
        options.RequestTimeout = options.CreateTimeout = TimeSpan.FromSeconds(30);
        foreach (var each in settings)
        {
            switch (each.Key)
            {
                case "server": options.Server = (string)each.Value; break;
                case "client_id": options.ClientId = (string)each.Value; break;
                case "client_secret": options.ClientSecret = (string)each.Value; break;
                case "jwt": options.Jwt = (string)each.Value; break;
                case "request_timeout": options.RequestTimeout = TimeSpan.FromSeconds((double)each.Value); break;
                case "create_timeout": options.CreateTimeout = TimeSpan.FromSeconds((double)each.Value); break;
                case "call_path": options.CallPath = (string)each.Value == "ringout" ? CallPath.Deprecated : CallPath.RingOut; break;
                default: throw new Exception("unknown setting " + each.Key);
            }
        }
        if (!withJwt) options.Jwt = null;
        return new Client(options);
    }

    static string Operate(Simulator simulator, Dictionary<string, object> row, Stopwatch watch)
    {
        var operation = (string)row["operation"];
        Dictionary<string, object> arguments = Json.Object(row["arguments"]), settings = Json.Object(row["client"]);
        Func<string, string> argument = name => arguments.ContainsKey(name) ? (string)arguments[name] : null;
        if (operation == "dial_uri")
        {
            return RingOutLibrary.DialUri(argument("number"), argument("scheme") == "tel" ? DialScheme.Tel : DialScheme.RcMobile);
        }
        using (var client = Client(simulator, settings, operation != "login"))
        {
            Call call = null;
            if ((operation == "status" || operation == "cancel") && !arguments.ContainsKey("id"))
            {
                call = client.CreateCall(Simulator.Request());
            }
            foreach (var fault in Json.List(row["faults"])) simulator.Ask("POST", "faults", fault);
            simulator.Ask("DELETE", "journal");
            watch.Restart();
            switch (operation)
            {
                case "build": break;
                case "login": client.LoginJwt(settings.ContainsKey("jwt") ? (string)settings["jwt"] : simulator.Jwt); break;
                case "call": client.Call(argument("id")); break;
                case "status": (call ?? client.Call(argument("id"))).Status(); break;
                case "cancel": (call ?? client.Call(argument("id"))).Cancel(); break;
                case "request": client.Request(argument("method"), argument("path"), null, argument("body")); break;
                case "create_call":
                    client.CreateCall(new CallRequest
                    {
                        To = argument("to"),
                        From = argument("from"),
                        FromForwardingNumber = argument("from_forwarding_number"),
                        CallerId = argument("caller_id"),
                        PlayPrompt = arguments.ContainsKey("play_prompt") ? (bool?)arguments["play_prompt"] : null,
                        Country = argument("country"),
                    });
                    break;
                default: throw new Exception("unknown operation " + operation);
            }
        }
        return null;
    }
}
