namespace Tollgate.Exchange.Transcripts;

/// <summary>A recording whose words are wanted, in no vendor's terms.</summary>
internal sealed class TranscriptRequest
{
    /// <summary>The recording.</summary>
    public ReadOnlyMemory<byte> Sound { get; set; }

    /// <summary>What it is, such as <c>audio/wav</c>.</summary>
    public string MediaType { get; set; } = string.Empty;

    /// <summary>The words are wanted in English, whatever is spoken.</summary>
    public bool IntoEnglish { get; set; }

    /// <summary>The language that is spoken, by its code; empty where the client does not know.</summary>
    public JsonString Language { get; set; }

    /// <summary>Text that shows how names are spelt, or that went before.</summary>
    public JsonString Prompt { get; set; }

    /// <summary>A JSON number; empty for the model's own.</summary>
    public ReadOnlyMemory<byte> Temperature { get; set; }

    /// <summary>The client wants the words alone and no JSON.</summary>
    public bool AsText { get; set; }
}
