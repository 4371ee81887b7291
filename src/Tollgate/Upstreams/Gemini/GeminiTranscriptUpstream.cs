using System.Buffers.Text;
using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Transcripts;
using Tollgate.Exchange.Unary;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Google's <c>:generateContent</c>, asked to write down what is said in a recording.</summary>
/// <param name="errors">Google's chat format.</param>
internal sealed class GeminiTranscriptUpstream(ChatUpstream errors) : UnaryUpstreamOf<TranscriptRequest, TranscriptAnswer>(errors)
{
    public override WireFormat Format => WireFormat.GeminiTranscripts;

    public override void Write(TranscriptRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        GeminiTurn.Begin(json);
        WriteSound(request, json);
        WriteOrder(request, json);
        GeminiTurn.End(json);
        if (!request.Temperature.IsEmpty)
        {
            json.Name("generationConfig"u8);
            json.BeginObject();
            json.Name("temperature"u8);
            json.Raw(request.Temperature.Span);
            json.EndObject();
        }

        json.EndObject();
    }

    public override bool TryRead(JsonNode body, TranscriptRequest request, TranscriptAnswer into)
    {
        if (!GeminiMade.Is(body))
        {
            return false;
        }

        GeminiMade.ReadUsage(body, into);
        var candidate = body["candidates"u8][0];
        foreach (var part in candidate["content"u8]["parts"u8].Each)
        {
            if (part["text"u8].Text is { IsEmpty: false } text && !part["thought"u8].IsTrue)
            {
                into.Pieces.Add(text);
            }
        }

        // Silence has no words: an answer in good order without any is one.
        into.Failure = GeminiMade.WhyCut(body) ?? (into.Pieces.Count == 0 && !candidate["finishReason"u8].Is("STOP"u8) ? GeminiMade.WhyNone(body, "transcript") : null);
        return true;
    }

    private static void WriteSound(TranscriptRequest request, JsonOut json)
    {
        json.BeginObject();
        json.Name("inlineData"u8);
        json.BeginObject();
        json.Name("mimeType"u8);
        json.Text(Encoding.ASCII.GetBytes(request.MediaType));
        json.Name("data"u8);
        json.BeginText();
        Base64.EncodeToUtf8(request.Sound.Span, json.Bytes.Reserve(Base64.GetMaxEncodedToUtf8Length(request.Sound.Length)), out _, out var written);
        json.Bytes.Advance(written);
        json.EndText();
        json.EndObject();
        json.EndObject();
    }

    private static void WriteOrder(TranscriptRequest request, JsonOut json)
    {
        json.BeginObject();
        json.Name("text"u8);
        json.BeginText();
        json.Piece(request.IntoEnglish
            ? "Translate what is said in this recording into English. Answer with the translation alone."u8
            : "Write down what is said in this recording, word for word, in the language that is spoken. Answer with the words alone."u8);
        if (!request.Language.IsEmpty)
        {
            json.Piece(" Language spoken: "u8);
            json.Piece(request.Language);
            json.Piece("."u8);
        }

        if (!request.Prompt.IsEmpty)
        {
            json.Piece("\n\nThis text is no part of the recording; it shows how names and terms are spelt:\n"u8);
            json.Piece(request.Prompt);
        }

        json.EndText();
        json.EndObject();
    }
}
