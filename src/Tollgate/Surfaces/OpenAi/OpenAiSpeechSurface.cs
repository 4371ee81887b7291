using System.Buffers;
using System.Buffers.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Speech;
using Tollgate.Exchange.Unary;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>OpenAI's <c>POST /v1/audio/speech</c>. The answer is sound and no JSON.</summary>
/// <param name="errors">OpenAI's chat format.</param>
internal sealed class OpenAiSpeechSurface(ChatSurface? errors) : UnarySurfaceOf<SpeechRequest, SpeechAnswer>(errors)
{
    private static readonly SearchValues<string> Encoders = SearchValues.Create(["mp3", "opus", "aac", "flac"], StringComparison.Ordinal);

    public override WireFormat Format => WireFormat.OpenAiSpeech;

    public override ReadOnlySpan<byte> ContentTypeOf(SpeechRequest request) => request.AsSamples ? "audio/pcm"u8 : "audio/wav"u8;

    public override void Read(JsonNode body, SpeechRequest into, TranslationNotes notes)
    {
        into.Input = body["input"u8].Text;
        if (into.Input.IsEmpty)
        {
            notes.Refuse("input", "it must be a text that is not empty");
        }

        ReadVoice(body["voice"u8], into, notes);
        into.Instructions = body["instructions"u8].Text;
        ReadFormat(body["response_format"u8], into, notes);
        var speed = body["speed"u8];
        into.HasSpeed = speed.Exists && !speed.Raw.Span.SequenceEqual("1"u8) && !speed.Raw.Span.SequenceEqual("1.0"u8);
        if (speed.Exists && !speed.IsNumber)
        {
            notes.Refuse("speed", "it must be a number");
        }

        if (body["stream_format"u8].Is("sse"u8) || body["stream"u8].IsTrue)
        {
            notes.Refuse("stream_format", "this provider's speech comes whole: it must be audio");
        }
    }

    public override void Write(SpeechRequest request, SpeechAnswer answer, AnswerContext context)
    {
        var bytes = context.Out.Bytes;
        bytes.Reserve(WaveHead.Length + answer.DecodedBytes);
        if (!request.AsSamples)
        {
            WaveHead.Write(bytes, answer.Rate, answer.DecodedBytes);
        }

        foreach (var piece in answer.Base64)
        {
            var length = Base64.GetMaxDecodedFromUtf8Length(piece.Length);
            Base64.DecodeFromUtf8(piece.Span, bytes.Reserve(length), out _, out var written);
            bytes.Advance(written);
        }
    }

    private static void ReadVoice(JsonNode voice, SpeechRequest into, TranslationNotes notes)
    {
        into.Voice = voice.Text;
        if (voice.IsObject)
        {
            notes.Refuse("voice", "a voice of one's own is known to the vendor that keeps it only");
        }
        else if (into.Voice.IsEmpty)
        {
            notes.Refuse("voice", "it must be the name of a voice");
        }
    }

    /// <summary>
    /// OpenAI's own default is mp3, which is not made here. Most clients that leave it open play whatever comes: they get a wave file, and are told.
    /// Who asks for an encoding by name needs that one.
    /// </summary>
    private static void ReadFormat(JsonNode format, SpeechRequest into, TranslationNotes notes)
    {
        const string Why = "this provider gives samples only: it must be wav or pcm";
        into.AsSamples = format.Is("pcm"u8);
        if (!format.Exists)
        {
            notes.Lose("response_format", Loss.Setting, Why);
        }
        else if (Encoders.Contains(format.Text.ToString()))
        {
            notes.Lose("response_format", Loss.Content, Why);
        }
        else if (!into.AsSamples && !format.Is("wav"u8))
        {
            notes.Refuse("response_format", "it must be wav or pcm");
        }
    }
}
