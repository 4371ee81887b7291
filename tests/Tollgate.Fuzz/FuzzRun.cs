using System.Text;

namespace Tollgate.Fuzz;

/// <summary>Mutates, feeds, keeps what behaved in a new way, stops at the first broken promise and prints how to repeat it.</summary>
internal sealed class FuzzRun(IFuzzTarget target, int seed, TimeProvider time)
{
    /// <summary>
    /// Most processor time that one input may take. Inputs are at most a few KiB; the parsers need microseconds. Not time by the clock: a healthy run
    /// that other processes starve would look like a hang.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private const int MaxCorpus = 4096;

    private readonly Mutator _mutator = new(seed, target.Words);
    private readonly List<byte[]> _corpus = [.. target.Seeds.Select(Encoding.Latin1.GetBytes)];
    private readonly HashSet<int> _seen = [];
    private byte[] _current = [];
    private long _inputs;
    private long _watchedInput;
    private TimeSpan _usedAtWatched;

    public bool Go(TimeSpan length)
    {
        using var watchdog = time.CreateTimer(_ => KillIfHung(), state: null, Look, Look);
        var begun = time.GetTimestamp();
        foreach (var input in _corpus.ToArray())
        {
            if (!Feed(input)) { return false; }
        }

        while (time.GetElapsedTime(begun) < length)
        {
            if (!Feed(_mutator.Next(_corpus))) { return false; }
        }

        Console.WriteLine($"{target.Name}: {_inputs} inputs, corpus {_corpus.Count}, behaviours {_seen.Count}, seed {seed}: no promise broken");
        return true;
    }

    private bool Feed(byte[] input)
    {
        _current = input;
        Volatile.Write(ref _inputs, _inputs + 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var behaviour = target.Run(input);
            // Check 33 of the acceptance list: 100 bytes per input byte and 1 MiB.
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            OracleException.Demand(target.WeighsItself || allocated <= (100L * input.Length) + (1024 * 1024), $"allocated {allocated} bytes");
            if (_seen.Add(behaviour) && _corpus.Count < MaxCorpus) { _corpus.Add(input); }
            return true;
        }
        catch (Exception broken)
        {
            Report(broken.ToString());
            return false;
        }
    }

    private void KillIfHung()
    {
        var used = Environment.CpuUsage.TotalTime;
        var input = Volatile.Read(ref _inputs);
        if (input != _watchedInput)
        {
            (_watchedInput, _usedAtWatched) = (input, used);
            return;
        }

        if (used - _usedAtWatched < Patience) { return; }
        Report("hangs");
        Environment.Exit(1);
    }

    private void Report(string problem) =>
        Console.Error.WriteLine($"{target.Name}: seed {seed}, input {_inputs}, base64 {Convert.ToBase64String(_current)}\n{problem}");
}
