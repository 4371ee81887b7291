namespace Tollgate.TestSupport;

/// <summary>How a replayed body is cut into writes (and chunks, with chunked framing).</summary>
public sealed class ReplayCut
{
    private readonly Func<Recording, IEnumerable<int>> _lengths;
    private readonly string _name;

    private ReplayCut(string name, Func<Recording, IEnumerable<int>> lengths)
    {
        _name = name;
        _lengths = lengths;
    }

    /// <summary>One piece.</summary>
    public static ReplayCut Whole { get; } = new("whole", recording => [recording.ResponseBody.Length]);

    /// <summary>One byte at a time.</summary>
    public static ReplayCut EveryByte { get; } = new("every byte", recording => Enumerable.Repeat(1, recording.ResponseBody.Length));

    /// <summary>As the recorder read it; whole where it did not keep that.</summary>
    public static ReplayCut Recorded { get; } =
        new("as recorded", recording => recording.ChunkLengths ?? [recording.ResponseBody.Length]);

    /// <summary>Two pieces, cut at this offset.</summary>
    public static ReplayCut At(int offset) => new($"at {offset}", recording => [offset, recording.ResponseBody.Length - offset]);

    /// <summary>Pieces of 1 to <paramref name="longest"/> bytes; the seed repeats them.</summary>
    public static ReplayCut AtRandom(int seed, int longest = 97) => new($"at random, seed {seed}", recording => RandomLengths(recording, seed, longest));

    public IEnumerable<ReadOnlyMemory<byte>> Pieces(Recording recording)
    {
        var rest = recording.ResponseBody.AsMemory();
        foreach (var length in _lengths(recording))
        {
            var taken = Math.Clamp(length, 0, rest.Length);
            if (taken > 0)
            {
                yield return rest[..taken];
            }

            rest = rest[taken..];
        }

        if (rest.Length > 0)
        {
            yield return rest;
        }
    }

    public override string ToString() => _name;

    private static IEnumerable<int> RandomLengths(Recording recording, int seed, int longest)
    {
        var random = new Random(seed);
        for (var left = recording.ResponseBody.Length; left > 0;)
        {
            var length = random.Next(1, longest + 1);
            yield return length;
            left -= length;
        }
    }
}
