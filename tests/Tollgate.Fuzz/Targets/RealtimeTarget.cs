using System.Text;
using Tollgate.Metering;
using Tollgate.Streaming;
using static Tollgate.Fuzz.OracleException;

namespace Tollgate.Fuzz.Targets;

/// <summary>What a provider says in a realtime session, OpenAI's or Google's, whole, byte by byte and in uneven pieces.</summary>
internal sealed class RealtimeTarget : IFuzzTarget
{
    public string Name => "realtime";

    public IReadOnlyList<string> Seeds { get; } =
    [
        Frame('\u0081', """{"type":"response.done","response":{"usage":{"input_tokens":3,"output_tokens":4,"input_token_details":{"cached_tokens":1}}}}"""),
        Frame('\u0001', """{"type":"response.done","resp""") + "\u0089\u0000" + Frame('\u0080', """onse":{"usage":{"input_tokens":3}}}"""),
        Frame('\u0081', """{"usage":{"type":"tokens","input_tokens":3},"type":"conversation.item.input_audio_transcription.completed"}""") + "\u0088\u0002\u0003\u00e8",
        "\u0081\u007f\u0000\u0000\u0000\u0000\u0000\u0001\u0000\u0000{\"type\":\"x\",\"delta\":\"",
        "\u0082\u0003abc",
        Frame('\u0082', """{"setupComplete":{}}""") + Frame('\u0082', """{"serverContent":{"modelTurn":{"parts":[]}},"usageMetadata":{"promptTokenCount":3,"responseTokenCount":1}}""")
            + Frame('\u0082', """{"usageMetadata":{"promptTokenCount":3,"responseTokenCount":4},"serverContent":{"turnComplete":true}}"""),
        Frame('\u0081', """{"toolCall":{"functionCalls":[]}}""") + Frame('\u0081', """{"serverContent":{"interrupted": true,"outputTranscription":{"text":"t"}}}"""),
        Frame('\u0081', """{"type":"session.updated","session":{"audio":{"input":{"transcription":{"model":"t"}}},"input_audio_transcription":{"model":"u"}}}"""),
        Frame('\u0081', """{"type":"session.created","session":{"model":"m","tools":[]}}""") + Frame('\u0081', """{"type":"response.created"}"""),
    ];

    public IReadOnlyList<string> Words { get; } =
        ["\u0081", "\u0001", "\u0000", "\u0080", "\u0089\u0000", "\u007e", "\u007f", "\"usage\":{", "\"response\":{", "\"type\":", "\"response.done\"", "\"session.updated\"", "\"session\":{", "\"model\":", "\"usageMetadata\":{", "\"promptTokenCount\":", "\"serverContent\":{", "\"turnComplete\":true", "\"modelTurn\":{", "{", "}", "[", "]", "\\\"", "\"", ":", ","];

    public int Run(ReadOnlySpan<byte> input) => HashCode.Combine(Run(input, isLive: false), Run(input, isLive: true));

    private static int Run(ReadOnlySpan<byte> input, bool isLive)
    {
        var whole = Read(input, int.MaxValue, isLive);
        foreach (var piece in (ReadOnlySpan<int>)[1, 7])
        {
            var other = Read(input, piece, isLive);
            Demand(whole == other, "the same, whole and in pieces");
        }

        Demand(whole.Usage.Input >= 0 && whole.Usage.Output >= 0, "no negative count");
        return HashCode.Combine(whole.Events != 0, whole.Model.Length != 0, whole.IsBroken, whole.Usage.Input != 0, whole.Usage.Output != 0, whole.Usage.CachedInput != 0);
    }

    private static (TokenUsage Usage, int Events, string Model, bool IsBroken) Read(ReadOnlySpan<byte> input, int piece, bool isLive)
    {
        var tap = new RealtimeTap(isLive);
        var (sum, events, model) = (default(TokenUsage), 0, string.Empty);
        while (!input.IsEmpty)
        {
            var length = Math.Min(piece, input.Length);
            var bytes = input[..length];
            while (tap.TryRead(ref bytes, out var news))
            {
                events++;
                sum = news is RealtimeNews.Answered or RealtimeNews.Transcribed ? sum.Plus(tap.Usage) : sum;
                model = news == RealtimeNews.Named ? Encoding.Latin1.GetString(tap.Model) + "|" + Encoding.Latin1.GetString(tap.Transcriber) : model;
            }

            input = input[length..];
        }

        return (sum, events, model, tap.IsBroken);
    }

    /// <summary>A frame of up to 64 KiB, its bytes as characters.</summary>
    private static string Frame(char first, string text) => text.Length < 126
        ? $"{first}{(char)text.Length}{text}"
        : $"{first}\u007e{(char)(text.Length >> 8)}{(char)(text.Length & 0xFF)}{text}";
}
