// Counts tests.

using System;
using System.Threading;

sealed class Checks
{
    readonly string name;
    int passed;
    int failed;

    public Checks(string name)
    {
        this.name = name;
    }

    public void Test(string test, Action body)
    {
        try
        {
            body();
            Interlocked.Increment(ref passed);
        }
        catch (Exception failure)
        {
            Interlocked.Increment(ref failed);
            Console.WriteLine("FAILED " + name + ": " + test + ": " + failure);
        }
    }

    /// <summary>Like Test, for a case with a deadline of a second, which can pass on a busy machine: a defect fails again.</summary>
    public void TestTimed(string test, Action body)
    {
        Test(test, () =>
        {
            try
            {
                body();
            }
            catch (Exception)
            {
                body();
            }
        });
    }

    public static void Same(object seen, object wanted)
    {
        if (!Equals(seen, wanted)) throw new Exception((seen ?? "null") + ", not " + (wanted ?? "null"));
    }

    public static void Ok(bool condition, string otherwise)
    {
        if (!condition) throw new Exception(otherwise);
    }

    public static T Fails<T>(Action body) where T : Exception
    {
        try
        {
            body();
        }
        catch (T expected)
        {
            return expected;
        }
        throw new Exception("no " + typeof(T).Name);
    }

    public int End()
    {
        Console.WriteLine(name + ": " + passed + " passed, " + failed + " failed");
        return failed == 0 ? 0 : 1;
    }
}
