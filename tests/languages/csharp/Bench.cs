// The time of a status request: Bench READY.

using System;
using System.Diagnostics;
using System.IO;
using System.Linq;

static class Bench
{
    static void Main(string[] arguments)
    {
        var simulator = new Simulator(File.ReadLines(arguments[0]).First());
        simulator.Clock("running", false);
        using (var client = simulator.Client())
        {
            var call = client.CreateCall(Simulator.Request());
            var times = new double[1000];
            for (var round = 0; round < 6; round++)
            {
                for (var i = 0; i < times.Length; i++)
                {
                    var watch = Stopwatch.StartNew();
                    call.Status();
                    times[i] = watch.Elapsed.TotalMilliseconds * 1000;
                }
            }
            Array.Sort(times);
            Console.WriteLine("csharp status(): {0:F1} us, the median of 1,000 after 5,000", times[500]);
        }
    }
}
