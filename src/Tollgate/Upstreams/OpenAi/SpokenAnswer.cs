using System.Buffers;
using System.Buffers.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Gathers a spoken answer, whose sound and words a stream gives in pieces, each with a base64 of its own.</summary>
internal sealed class SpokenAnswer
{
    private readonly ArrayBufferWriter<byte> _sound = new();
    private readonly ArrayBufferWriter<byte> _words = new();

    /// <summary>Takes the value of <c>audio</c>.</summary>
    public void Add(JsonNode audio)
    {
        _words.Write(audio["transcript"u8].Text.Span);
        var base64 = audio["data"u8].Text.Decode().Span;
        var into = _sound.GetSpan(Base64.GetMaxDecodedFromUtf8Length(base64.Length) + 1);
        if (Base64.DecodeFromUtf8(base64, into, out _, out var written) == OperationStatus.Done)
        {
            _sound.Advance(written);
        }
    }

    /// <summary>Tells it, if there was any sound.</summary>
    public void Flush(AnswerSink sink, int choice)
    {
        if (_sound.WrittenCount == 0)
        {
            return;
        }

        var base64 = new byte[Base64.GetMaxEncodedToUtf8Length(_sound.WrittenCount)];
        Base64.EncodeToUtf8(_sound.WrittenSpan, base64, out _, out var length);
        sink.Media(choice, new MediaPart(MediaKind.Audio)
        {
            Base64 = new JsonString(base64.AsMemory(0, length)),
            PlainText = new JsonString(_words.WrittenSpan.ToArray()),
        });
    }
}
