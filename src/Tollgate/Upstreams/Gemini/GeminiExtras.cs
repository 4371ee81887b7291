using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>
/// Google's own settings, which clients of other formats give beside their own: by Google's names in either spelling, alone or within
/// <c>google</c> or <c>extra_body.google</c>, as Google's OpenAI-compatible endpoint has them.
/// </summary>
internal sealed class GeminiExtras
{
    private ReadOnlyMemory<byte> _safety;
    private ReadOnlyMemory<byte> _cached;
    private ReadOnlyMemory<byte> _labels;

    /// <summary><c>thinkingConfig</c> as the client wrote it; empty for none.</summary>
    public ReadOnlyMemory<byte> Thinking { get; private set; }

    /// <summary>Takes Google's fields out of the request's extras and reports the rest.</summary>
    public static GeminiExtras Of(ChatRequest request, TranslationNotes notes)
    {
        var extras = new GeminiExtras();
        foreach (var (name, value) in request.Extras)
        {
            extras.Take(name, value, name, notes);
        }

        return extras;
    }

    public void Write(JsonOut json)
    {
        Write(json, "safetySettings"u8, _safety);
        Write(json, "cachedContent"u8, _cached);
        Write(json, "labels"u8, _labels);
    }

    private static void Write(JsonOut json, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            json.Name(name);
            json.Raw(value.Span);
        }
    }

    private void Take(string name, ReadOnlyMemory<byte> value, string path, TranslationNotes notes)
    {
        switch (name)
        {
            case "safetySettings" or "safety_settings":
                _safety = value;
                break;
            case "cachedContent" or "cached_content":
                _cached = value;
                break;
            case "labels":
                _labels = value;
                break;
            case "thinkingConfig" or "thinking_config":
                Thinking = value;
                break;
            case "google" or "extra_body" when value.Span is [(byte)'{', ..]:
                TakeMembers(value, path, notes);
                break;
            default:
                notes.Lose(path, Loss.Setting, "Google's API has no such field");
                break;
        }
    }

    private void TakeMembers(ReadOnlyMemory<byte> value, string path, TranslationNotes notes)
    {
        using var document = JsonDocument.Parse(value);
        foreach (var (name, member) in JsonNode.Of(document, value).Members)
        {
            Take(name, member.Raw, $"{path}.{name}", notes);
        }
    }
}
