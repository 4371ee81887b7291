using System.Text;
using System.Text.Json;
using Tollgate.Faults;
using Tollgate.Loops;
using Tollgate.Streaming.Live;
using static Tollgate.Fuzz.OracleException;

namespace Tollgate.Fuzz.Targets;

/// <summary>What a client sends first in a Live session, whole and byte by byte; and whose model it names, by the platform's own reader too.</summary>
internal sealed class LiveSetupTarget : IFuzzTarget
{
    private const int Limit = 4096;

    private readonly BufferPool _buffers = new();

    public string Name => "live-setup";

    public IReadOnlyList<string> Seeds { get; } =
    [
        Frame('\u0081', """{"setup":{"model":"models/m","tools":[{"model":"x"}]}}"""),
        Frame('\u0001', """{"setup":{"mod""") + Frame('\u0089', "ping") + Frame('\u0080', """el":"m"}}""") + Frame('\u0081', "next"),
        Frame('\u0082', """ {"a":1,"set\u0075p":{"generationConfig":{},"m\u006fdel":"projects/p/locations/l/publishers/google/models/m"}} """),
        Frame('\u0088', "\u0003\u00e8"),
        """{"setup":{"model":"models/m"}}""",
        """{"setup":{"model":"a","model":"b"},"setup":null}""",
    ];

    public IReadOnlyList<string> Words { get; } =
        ["\u0081\u0080\u0000\u0000\u0000\u0000", "\u0001", "\u0080", "\u0089\u0080", "\u00fe", "\u00ff", "\"setup\":{", "\"model\":", "\"m\\u006fdel\":", "{", "}", "[", "]", "\\\"", "\\u0000", "\"", ":", ","];

    public int Run(ReadOnlySpan<byte> input)
    {
        var whole = new FirstMessage(Limit);
        var said = whole.Look(input);
        var pieces = new FirstMessage(Limit);
        var heard = FaultCode.None;
        for (var have = 0; have <= input.Length && heard == FaultCode.None && !pieces.IsWhole; have++)
        {
            heard = pieces.Look(input[..have]);
        }

        Demand((said, whole.IsWhole, whole.Length, whole.TextBytes) == (heard, pieces.IsWhole, pieces.Length, pieces.TextBytes), "the same, whole and in pieces");
        Demand(whole.Length <= Math.Min(Limit, input.Length), "no more than there is and than is permitted");
        var found = Find(input);
        if (whole.IsWhole)
        {
            found |= Text(whole, input) << 1;
        }

        return HashCode.Combine(said, whole.IsWhole, found);
    }

    private int Text(FirstMessage message, ReadOnlySpan<byte> input)
    {
        var text = _buffers.RentSend(Limit);
        message.WriteText(input, text);
        Demand(text.Count == message.TextBytes, "as much text as was counted");
        var other = _buffers.RentSend(Limit);
        message.WriteOther(input, text.Span, other);
        var again = new FirstMessage(Limit + 64);
        Demand(again.Look(other.Span) == FaultCode.None && again.IsWhole && again.Length == other.Count, "what was written can be read");
        var second = _buffers.RentSend(Limit);
        again.WriteText(other.Span, second);
        Demand(second.Span.SequenceEqual(text.Span), "and says the same");
        var found = Find(text.Span);
        second.Return();
        other.Return();
        text.Return();
        return found;
    }

    private static int Find(ReadOnlySpan<byte> text)
    {
        if (SetupModel.Find(text, out var model) is not null)
        {
            return 0;
        }

        Demand(model.Start >= 0 && model.End <= text.Length && model.Length > 2, "a string within the text");
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 128 });
        using var document = JsonDocument.ParseValue(ref reader);
        Demand(document.RootElement.GetProperty("setup").GetProperty("model").ValueKind == JsonValueKind.String, "the platform finds it too");
        using var found = JsonDocument.Parse(text.Slice(model.Start, model.Length).ToArray());
        Demand(document.RootElement.GetProperty("setup").GetProperty("model").GetString() == found.RootElement.GetString(), "and the same one");
        Demand(LiveModelName.Bare(Encoding.UTF8.GetBytes(found.RootElement.GetString()!)).Length <= model.Length - 2, "a bare name is no longer than a full one");
        return 1;
    }

    /// <summary>A frame of less than 126 bytes under a mask of noughts, its bytes as characters.</summary>
    private static string Frame(char first, string text) => $"{first}{(char)(0x80 | text.Length)}\u0000\u0000\u0000\u0000{text}";
}
