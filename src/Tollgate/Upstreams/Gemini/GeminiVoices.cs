using Tollgate.Exchange;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Voices of Google's models, and which of them stand in for OpenAI's.</summary>
internal static class GeminiVoices
{
    /// <summary>All that Google names.</summary>
    private static readonly string[] Own =
    [
        "Achernar", "Achird", "Algenib", "Algieba", "Alnilam", "Aoede", "Autonoe", "Callirrhoe", "Charon", "Despina", "Enceladus", "Erinome", "Fenrir", "Gacrux",
        "Iapetus", "Kore", "Laomedeia", "Leda", "Orus", "Puck", "Pulcherrima", "Rasalgethi", "Sadachbia", "Sadaltager", "Schedar", "Sulafat", "Umbriel",
        "Vindemiatrix", "Zephyr", "Zubenelgenubi",
    ];

    /// <summary>Writes the member of <c>generationConfig</c> that chooses the voice.</summary>
    public static void Write(JsonString voice, TranslationNotes notes, JsonOut json)
    {
        json.Name("speechConfig"u8);
        json.BeginObject();
        json.Name("voiceConfig"u8);
        json.BeginObject();
        json.Name("prebuiltVoiceConfig"u8);
        json.BeginObject();
        json.Name("voiceName"u8);
        json.String(Of(voice, notes));
        json.EndObject();
        json.EndObject();
        json.EndObject();
    }

    /// <summary>The name for Google. One that neither vendor has goes as it is: Google judges it.</summary>
    public static JsonString Of(JsonString voice, TranslationNotes notes)
    {
        var name = voice.ToString();
        if (Array.Find(Own, own => string.Equals(own, name, StringComparison.OrdinalIgnoreCase)) is { } own)
        {
            return JsonString.Of(own);
        }

        if (NeighbourOf(name) is not { } neighbour)
        {
            return voice;
        }

        notes.Lose("voice", Loss.Setting, $"the provider does not have it; {neighbour} is the nearest");
        return JsonString.Of(neighbour);
    }

    /// <summary>
    /// By what both vendors say of their voices, such as firm, warm or upbeat, and whether they are a man's or a woman's. The table stands in
    /// docs/translation.md.
    /// </summary>
    private static string? NeighbourOf(string name) => name switch
    {
        "alloy" => "Kore",
        "ash" => "Orus",
        "ballad" => "Algieba",
        "cedar" => "Charon",
        "coral" => "Aoede",
        "echo" => "Iapetus",
        "fable" => "Puck",
        "marin" => "Sulafat",
        "nova" => "Zephyr",
        "onyx" => "Algenib",
        "sage" => "Vindemiatrix",
        "shimmer" => "Leda",
        "verse" => "Achird",
        _ => null,
    };
}
