// Calls the entry point of the quick start, because mcs does not accept one that is async.

using System.Reflection;
using System.Threading.Tasks;

static class Launcher
{
    static int Main(string[] arguments)
    {
        var program = Assembly.GetExecutingAssembly().GetType("Call_Ringout.Program");
        var main = program.GetMethod("Main", BindingFlags.Static | BindingFlags.NonPublic);
        ((Task)main.Invoke(null, new object[] { arguments })).GetAwaiter().GetResult();
        return 0;
    }
}
