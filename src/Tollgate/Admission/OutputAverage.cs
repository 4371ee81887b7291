namespace Tollgate.Admission;

/// <summary>How many tokens a route's answers have, on the run: what is reserved where a client sets no bound. Any loop writes; no lock.</summary>
internal sealed class OutputAverage
{
    /// <summary>Before anything is known: a few paragraphs.</summary>
    public const long First = 512;

    /// <summary>Each answer moves the average by a sixteenth of its distance.</summary>
    private const int Shift = 4;

    /// <summary>One answer of a million tokens says nothing about the next.</summary>
    private const long Largest = 65_536;

    private long _scaled = First << Shift;

    /// <summary>Tokens of a usual answer, rounded up; at least 1.</summary>
    public long Tokens => Math.Max(1, (Volatile.Read(ref _scaled) + (1 << Shift) - 1) >> Shift);

    /// <summary>Another answer has been counted. Two at once may count as one: it is an average.</summary>
    public void Add(long tokens)
    {
        var before = Volatile.Read(ref _scaled);
        Volatile.Write(ref _scaled, before + Math.Clamp(tokens, 0, Largest) - (before >> Shift));
    }
}
