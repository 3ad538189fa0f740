// The low-level layer of C#.

using System;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace RingOut
{
    static class Smoke
    {
        static void Check(string name, bool passed)
        {
            Console.WriteLine(passed ? "ok " + name : "failed " + name + ": see the program");
        }

        static void Fails(string name, Action function, string parameter)
        {
            try
            {
                function();
                Check(name, false);
            }
            catch (InvalidArgumentException error)
            {
                Check(name, error.Info.Parameter == parameter && error.Message != "");
            }
        }

        static void Layout(Type type)
        {
            Func<string, string> snake = name => Regex.Replace(name, "(?<!^)([A-Z])", "_$1").ToLowerInvariant();
            var struct_ = "ringout_" + snake(type.Name.Substring("Native".Length));
            Console.WriteLine("layout " + struct_ + " " + Marshal.SizeOf(type));
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
            {
                Console.WriteLine("layout " + struct_ + "." + snake(field.Name) + " " + Marshal.OffsetOf(type, field.Name));
            }
        }

        static void Main()
        {
            Check("version", Native.Version() == "0.1.0" && Native.AbiVersion() == 0);
            using (var memory = new Native.NativeMemory())
            {
                var config = NativeConfig.Create();
                config.ClientId = memory.Text("id", "client_id");
                Fails("bad setting", () => Native.ClientNew(memory.Structs(config)), "server");
                config.Server = memory.Text("http://127.0.0.1:1", "server");
                var client = Native.ClientNew(memory.Structs(config));
                Fails("bad argument", () => Native.ClientCall(client, ""), "id");
                Fails("NUL in a string", () => Native.ClientCall(client, "a\0b"), "id");
                var state = CallState.Take(Native.StateNew("InProgress", "Success", "InProgress"));
                Check("record", state.Phase == Phase.RingingCallee
                    && state.ToString() == "call InProgress, caller Success, callee InProgress");
                var from = Native.StateNew("InProgress", "InProgress", "InProgress");
                var to = Native.StateNew("InProgress", "Success", "Finished");
                var verdict = Verdict.Take(Native.CheckTransition(from, to));
                Check("lists", verdict.Kind == VerdictKind.Undocumented
                    && verdict.Reasons[0].PathStatuses.SequenceEqual(new[] { Status.InProgress, Status.Success, Status.Finished })
                    && verdict.Reasons[1].PathStatuses.Count == 0);
                Native.StateFree(from);
                Native.StateFree(to);
                Check("owned string", Native.DialUri("+16505550100", (uint)DialScheme.Tel) == "tel:+16505550100");
                Check("items", Limits.Take(Native.ClientLimits(client)).Items[1].LimitValue == 10);
                var inbox = Native.InboxNew();
                Check("no event", Native.InboxNext(inbox) == IntPtr.Zero);
                Native.ClientLoginJwtInto(client, "jwt", inbox, 7);
                Native.InboxInterrupt(inbox, 7);
                var seen = NativeEvent.Take(Native.InboxWait(inbox, 60000));
                Check("event", seen.Kind == EventKind.Login && seen.Tag == 7 && seen.Error.Code == seen.Status);
                Native.InboxFree(inbox);
                Native.ClientFree(client);
            }
            Layout(typeof(NativeTokenStore));
            Layout(typeof(NativeLedger));
            Layout(typeof(NativeConfig));
            Layout(typeof(NativeCallRequest));
            Layout(typeof(NativeWaitOptions));
            Layout(typeof(NativePlaceOptions));
            Console.WriteLine("end");
        }
    }
}
