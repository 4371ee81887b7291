using Tollgate.Metering;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>
/// An event of OpenAI's realtime sessions: its <c>type</c>, the <c>usage</c> at its top or in its <c>response</c>, the <c>model</c> of its
/// <c>session</c>, and the model that writes down what the client says.
/// </summary>
internal sealed class OpenAiRealtimeEvent : RealtimeEvent
{
    private const int MaxTypeBytes = 64;

    private const byte Response = 1;
    private const byte Session = 2;
    private const byte Audio = 3;
    private const byte Input = 4;
    private const byte Transcription = 5;
    private const byte InputTranscription = 6;

    private readonly BoundedText _type = new(MaxTypeBytes);

    /// <inheritdoc/>
    protected override RealtimeNews Conclude()
    {
        var news = NewsOf(_type.Bytes);
        _type.Clear();
        if (news is RealtimeNews.Answered or RealtimeNews.Transcribed)
        {
            var usage = default(TokenUsage);
            var found = !UsageText.IsEmpty && UsageReader.TryRead(UsageText, Dialect.OpenAi, ref usage);
            IsByTime = !found && news == RealtimeNews.Transcribed && !UsageText.IsEmpty && JsonKeys.FindValue(UsageText, "\"seconds\""u8, 0) > 0;
            Usage = found || IsByTime ? usage with { Source = UsageSource.Reported } : default;
        }
        else if (news == RealtimeNews.Named && Model.Bytes.IsEmpty && Transcriber.Bytes.IsEmpty)
        {
            news = RealtimeNews.None;
        }

        if (news != RealtimeNews.Named)
        {
            Model.Clear();
            Transcriber.Clear();
        }

        return news;
    }

    /// <inheritdoc/>
    protected override bool BeginsUsage() => IsKey("usage"u8) && (Depth == 1 || (Depth == 2 && Level(2) == Response));

    /// <inheritdoc/>
    protected override byte LevelOf() => Depth switch
    {
        1 => IsKey("response"u8) ? Response : IsKey("session"u8) ? Session : (byte)0,
        2 when Level(2) == Session => IsKey("audio"u8) ? Audio : IsKey("input_audio_transcription"u8) ? InputTranscription : (byte)0,
        3 when Level(3) == Audio => IsKey("input"u8) ? Input : (byte)0,
        4 when Level(4) == Input => IsKey("transcription"u8) ? Transcription : (byte)0,
        _ => (byte)0,
    };

    /// <inheritdoc/>
    protected override BoundedText? KeepText() => Depth switch
    {
        1 => IsKey("type"u8) ? _type : null,
        2 when Level(2) == Session => IsKey("model"u8) ? Model : null,
        3 when Level(3) == InputTranscription => IsKey("model"u8) ? Transcriber : null,
        5 when Level(5) == Transcription => IsKey("model"u8) ? Transcriber : null,
        _ => null,
    };

    private static RealtimeNews NewsOf(ReadOnlySpan<byte> type) =>
        type.EndsWith(".delta"u8) ? RealtimeNews.Spoke
        : type.SequenceEqual("response.created"u8) ? RealtimeNews.Began
        : type.SequenceEqual("response.done"u8) ? RealtimeNews.Answered
        : type.EndsWith(".input_audio_transcription.completed"u8) ? RealtimeNews.Transcribed
        : type.SequenceEqual("session.created"u8) || type.SequenceEqual("session.updated"u8)
            || type.SequenceEqual("transcription_session.created"u8) || type.SequenceEqual("transcription_session.updated"u8) ? RealtimeNews.Named
        : RealtimeNews.None;
}
