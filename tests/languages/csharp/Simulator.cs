// The admin API of a simulator that the runner has started.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using RingOut;

sealed class Simulator
{
    public const string Caller = "+16505550123";
    public const string Callee = "+16505550100";
    public const string Everything = "/restapi/v1.0/account";

    readonly Dictionary<string, object> ready;

    public Simulator(string line)
    {
        ready = Json.Object(Json.Read(line));
    }

    public string Url
    {
        get { return this["url"]; }
    }

    public string Jwt
    {
        get { return this["jwt"]; }
    }

    public string Secret
    {
        get { return this["client_secret"]; }
    }

    public string this[string name]
    {
        get { return (string)ready[name]; }
    }

    public ClientOptions Options()
    {
        return new ClientOptions { Server = Url, ClientId = this["client_id"], ClientSecret = Secret, Jwt = Jwt };
    }

    public Client Client()
    {
        return new Client(Options());
    }

    public static CallRequest Request(string to = Callee, string from = Caller)
    {
        return new CallRequest { To = to, From = from };
    }

    public Call Call()
    {
        return Client().CreateCall(Request());
    }

    /// <summary>Makes a dictionary of names and values.</summary>
    public static Dictionary<string, object> Map(params object[] pairs)
    {
        var map = new Dictionary<string, object>();
        for (var i = 0; i < pairs.Length; i += 2) map[(string)pairs[i]] = pairs[i + 1];
        return map;
    }

    public Dictionary<string, object> Ask(string method, string path, object body = null)
    {
        var request = (HttpWebRequest)WebRequest.Create(Url + "/_simulator/" + path);
        request.Method = method;
        request.Proxy = null;
        request.KeepAlive = false;
        if (body != null)
        {
            var bytes = Encoding.UTF8.GetBytes(Json.Write(body));
            using (var stream = request.GetRequestStream()) stream.Write(bytes, 0, bytes.Length);
        }
        else if (method == "POST")
        {
            request.ContentLength = 0;
        }
        using (var response = request.GetResponse())
        using (var reader = new StreamReader(response.GetResponseStream(), Encoding.UTF8))
        {
            var text = reader.ReadToEnd();
            return text == "" ? Map() : Json.Object(Json.Read(text));
        }
    }

    public void Reset()
    {
        Ask("POST", "reset");
    }

    public void Clock(params object[] change)
    {
        Ask("POST", "clock", Map(change));
    }

    public void Fault(string method, string path, Dictionary<string, object> fault)
    {
        Ask("POST", "faults", Map("method", method, "path", path, "times", 0, "fault", fault));
    }

    public List<Dictionary<string, object>> Requests(string method, string part)
    {
        return Json.List(Ask("GET", "journal")["requests"]).Select(Json.Object)
            .Where(each => (string)each["method"] == method && ((string)each["path"]).Contains(part)).ToList();
    }

    public double Placed()
    {
        return (double)Json.Object(Ask("GET", "state")["calls"])["placed"];
    }

    public void WaitForRequest(string method, string part)
    {
        Until(() => Requests(method, part).Count > 0);
    }

    public static void Until(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(60)) throw new Exception("it does not happen");
            Thread.Sleep(10);
        }
    }
}
