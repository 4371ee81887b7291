using System.Buffers.Text;
using System.Globalization;
using Tollgate.Exchange;
using Tollgate.Exchange.Speech;
using Tollgate.Exchange.Unary;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Google's <c>:generateContent</c> of models that speak.</summary>
/// <param name="errors">Google's chat format.</param>
internal sealed class GeminiSpeechUpstream(ChatUpstream errors) : UnaryUpstreamOf<SpeechRequest, SpeechAnswer>(errors)
{
    /// <summary>Rates that any sound has; what lies outside is not believed.</summary>
    private const int LeastRate = 4_000;

    /// <inheritdoc cref="LeastRate"/>
    private const int MostRate = 192_000;

    public override WireFormat Format => WireFormat.GeminiSpeech;

    public override void Write(SpeechRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        if (request.HasSpeed)
        {
            notes.Lose("speed", Loss.Setting, "Google's voices have their own pace; instructions can ask for another");
        }

        json.BeginObject();
        GeminiTurn.Begin(json);
        json.BeginObject();
        json.Name("text"u8);
        WriteText(request, json);
        json.EndObject();
        GeminiTurn.End(json);
        json.Name("generationConfig"u8);
        json.BeginObject();
        json.Name("responseModalities"u8);
        json.Raw("[\"AUDIO\"]"u8);
        GeminiVoices.Write(request.Voice, notes, json);
        json.EndObject();
        json.EndObject();
    }

    public override bool TryRead(JsonNode body, SpeechRequest request, SpeechAnswer into)
    {
        if (!GeminiMade.Is(body))
        {
            return false;
        }

        foreach (var part in body["candidates"u8][0]["content"u8]["parts"u8].Each)
        {
            if (part["inlineData"u8] is { IsObject: true } sound && !TryTake(sound, into))
            {
                return false;
            }
        }

        GeminiMade.ReadUsage(body, into, sounds: into.DecodedBytes > 0);
        into.Failure = GeminiMade.WhyCut(body) ?? (into.DecodedBytes == 0 ? GeminiMade.WhyNone(body, "sound") : null);
        return true;
    }

    /// <summary>
    /// These models have no place for instructions but the text itself, and read a bare one aloud with the rest. Google's own advice is to say that
    /// something is to be spoken, and to mark where it begins.
    /// </summary>
    private static void WriteText(SpeechRequest request, JsonOut json)
    {
        if (request.Instructions.IsEmpty)
        {
            json.String(request.Input);
            return;
        }

        json.BeginText();
        json.Piece("Read the transcript aloud. "u8);
        json.Piece(request.Instructions);
        json.Piece("\n\nTranscript:\n"u8);
        json.Piece(request.Input);
        json.EndText();
    }

    private static bool TryTake(JsonNode sound, SpeechAnswer into)
    {
        var data = sound["data"u8].Text.Decode();
        if (!IsSamples(sound["mimeType"u8], out var rate) || !Base64.IsValid(data.Span, out var length))
        {
            return false;
        }

        into.Base64.Add(data);
        into.DecodedBytes += length;
        into.Rate = rate ?? into.Rate;
        return true;
    }

    /// <summary>A type such as <c>audio/L16;codec=pcm;rate=24000</c>.</summary>
    private static bool IsSamples(JsonNode type, out int? rate)
    {
        rate = null;
        var parts = type.Text.ToString().Split(';', StringSplitOptions.TrimEntries);
        foreach (var part in parts.AsSpan(1))
        {
            if (part.StartsWith("rate=", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(part.AsSpan("rate=".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
                && given is >= LeastRate and <= MostRate)
            {
                rate = given;
            }
        }

        return parts[0].Length == 0
            || string.Equals(parts[0], "audio/L16", StringComparison.OrdinalIgnoreCase)
            || string.Equals(parts[0], "audio/pcm", StringComparison.OrdinalIgnoreCase);
    }
}
