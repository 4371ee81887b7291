using Tollgate.Http1;
using static Tollgate.Fuzz.OracleException;

namespace Tollgate.Fuzz;

/// <summary>Chunked bodies, whole, byte by byte and in uneven pieces.</summary>
internal sealed class ChunkDecoderTarget : IFuzzTarget
{
    private readonly byte[] _payload = new byte[8192];
    private readonly byte[] _otherPayload = new byte[8192];

    public string Name => "chunk-decoder";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "3\r\nabc\r\n0\r\n\r\nGET",
        "a;x=\"y\"\r\n0123456789\r\n0\r\nX-A: 1\r\nB:\r\n\r\n",
        "00000000000000f\r\n0123456789abcde\r\n1\r\nx\r\n0;last\r\n\r\n",
        "fffffffffffffff\r\nabc",
    ];

    public IReadOnlyList<string> Words { get; } = ["\r\n", "\r", "\n", "0\r\n", "0\r\n\r\n", ";a=b", "1\r\nx\r\n", "X-T: 1\r\n", " ", "ffffffff", "\0", ":"];

    public int Run(ReadOnlySpan<byte> input)
    {
        var whole = Decode(input, int.MaxValue, _payload, out var consumed, out var length);
        foreach (var piece in (ReadOnlySpan<int>)[1, 7])
        {
            var other = Decode(input, piece, _otherPayload, out var otherConsumed, out var otherLength);
            Demand(whole.Done == other.Done && whole.Bad == other.Bad && whole.Remaining == other.Remaining, "the same state, whole and in pieces");
            Demand(consumed == otherConsumed, "the same end, whole and in pieces");
            Demand(_payload.AsSpan(0, length).SequenceEqual(_otherPayload.AsSpan(0, otherLength)), "the same payload, whole and in pieces");
        }

        Demand(!(whole.Done && whole.Bad), "one verdict");
        Demand(whole.Done || whole.Bad || consumed == input.Length, "all is consumed until the end");
        return HashCode.Combine(whole.Done, whole.Bad, Math.Min(length, 32), whole.Bad ? input[consumed] : -1);
    }

    private static ChunkDecoder Decode(ReadOnlySpan<byte> input, int piece, Span<byte> payload, out int consumed, out int length)
    {
        var decoder = default(ChunkDecoder);
        consumed = 0;
        length = 0;
        while (consumed < input.Length && !decoder.Done && !decoder.Bad)
        {
            var offered = input.Slice(consumed, Math.Min(piece, input.Length - consumed));
            var taken = decoder.Take(offered, out var start, out var run);
            Demand(taken <= offered.Length && start + run <= taken, "no more consumed than there is");
            Demand(taken > 0 || decoder.Bad, "progress");
            offered.Slice(start, run).CopyTo(payload[length..]);
            length += run;
            consumed += taken;
        }

        return decoder;
    }
}
