using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Json;

namespace Tollgate.Fuzz.Targets;

/// <summary>Envelopes of foreign notes: what is wrapped is unwrapped the same, and whatever a client makes up is none, or safe inside a JSON string.</summary>
internal sealed class StateEnvelopeTarget : IFuzzTarget
{
    public string Name => "state-envelope";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "tlggAQAAc2lnbmF0dXJl",
        "tlggBAADcnNfQUFBQQ==",
        "EqkECkYIBxgCKkA8AZ4noDfV5VcOJe",
        "\\u0074lggAQAAc2ln",
    ];

    public IReadOnlyList<string> Words { get; } = ["tlgg", "AQAA", "//8=", "====", "\\u0041", "\\\"", "\"", "\\"];

    public int Run(ReadOnlySpan<byte> input)
    {
        var text = new JsonString(input.ToArray());
        if (StateEnvelope.Unwrap(text) is not { } state)
        {
            Wrapped(StateOrigin.Gemini, text, default);
            Wrapped(StateOrigin.OpenAi, text, text);
            return HashCode.Combine(input.StartsWith("tlgg"u8), Math.Min(input.Length, 16));
        }

        OracleException.Demand(IsInside(state.Data) && IsInside(state.Id), "a forged envelope breaks out of its string");
        var again = StateEnvelope.Unwrap(StateEnvelope.Wrap(state));
        OracleException.Demand(again is not null && again.Origin == state.Origin && again.Data.Span.SequenceEqual(state.Data.Span) && again.Id.Span.SequenceEqual(state.Id.Span), "wrapped twice is another");
        return HashCode.Combine(state.Origin, state.Id.IsEmpty, Math.Min(state.Data.Span.Length, 16));
    }

    /// <summary>Only what can stand in a string is ever wrapped.</summary>
    private static void Wrapped(StateOrigin origin, JsonString data, JsonString id)
    {
        if (!IsInside(data) || id.Span.Length > ushort.MaxValue)
        {
            return;
        }

        var back = StateEnvelope.Unwrap(StateEnvelope.Wrap(new OpaqueState(origin, data) { Id = id }));
        OracleException.Demand(back is not null && back.Origin == origin && back.Data.Span.SequenceEqual(data.Span) && back.Id.Span.SequenceEqual(id.Span), "what was wrapped does not come back");
    }

    private static bool IsInside(JsonString text)
    {
        byte[] quoted = [(byte)'"', .. text.Span, (byte)'"'];
        var scan = new JsonScan(quoted);
        return scan.SkipValue(0) && scan.Position == quoted.Length && System.Text.Unicode.Utf8.IsValid(text.Span);
    }
}
