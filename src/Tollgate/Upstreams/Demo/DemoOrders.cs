using System.Buffers.Text;
using System.Text;

namespace Tollgate.Upstreams.Demo;

/// <summary>How one call is to be answered: the options, and what the request itself asked for.</summary>
internal record struct DemoOrders
{
    private const string ModelPrefix = "demo-";
    private const int MaxDelayMs = 600_000;
    private const int MaxTokens = 100_000;

    public int FirstByteDelayMs { get; private set; }

    public int ChunkDelayMs { get; private set; }

    public int? Tokens { get; private set; }

    public DemoFault Fault { get; private set; }

    /// <summary>The options' own, with the dice thrown for a fault.</summary>
    public static DemoOrders Of(DemoOptions options, ref DemoDice dice) => new()
    {
        FirstByteDelayMs = Vary(options.FirstByteDelayMs, options.Jitter, ref dice),
        ChunkDelayMs = Vary(options.ChunkDelayMs, options.Jitter, ref dice),
        Tokens = options.Tokens,
        Fault = options.FaultRate > 0 && options.Faults.Count > 0 && dice.Next() < options.FaultRate
            ? options.Faults[(int)(dice.Next() * options.Faults.Count)]
            : default,
    };

    /// <summary>A header field of the request; what is no order, or none that can be followed, changes nothing.</summary>
    public void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "x-mock-latency-ms"u8))
        {
            FirstByteDelayMs = Number(value, MaxDelayMs) ?? FirstByteDelayMs;
        }
        else if (Ascii.EqualsIgnoreCase(name, "x-mock-chunk-ms"u8))
        {
            ChunkDelayMs = Number(value, MaxDelayMs) ?? ChunkDelayMs;
        }
        else if (Ascii.EqualsIgnoreCase(name, "x-mock-tokens"u8))
        {
            Tokens = Number(value, MaxTokens) ?? Tokens;
        }
        else if (Ascii.EqualsIgnoreCase(name, "x-mock-fault"u8) && DemoFault.TryParse(Encoding.ASCII.GetString(value), out var fault))
        {
            Fault = fault;
        }
    }

    /// <summary>A model name such as <c>demo-cut</c>.</summary>
    public void TakeModel(string model)
    {
        if (model.StartsWith(ModelPrefix, StringComparison.Ordinal) && DemoFault.TryParse(model.AsSpan(ModelPrefix.Length), out var fault))
        {
            Fault = fault;
        }
    }

    private static int? Number(ReadOnlySpan<byte> value, int max) =>
        Utf8Parser.TryParse(value, out int number, out var used) && used == value.Length && number >= 0 ? Math.Min(number, max) : null;

    private static int Vary(int delayMs, double jitter, ref DemoDice dice) =>
        delayMs == 0 || jitter == 0 ? delayMs : (int)(delayMs * (1 + (jitter * ((2 * dice.Next()) - 1))));
}
