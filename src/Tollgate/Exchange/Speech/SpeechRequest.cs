namespace Tollgate.Exchange.Speech;

/// <summary>A text that is to be read aloud, in no vendor's terms.</summary>
internal sealed class SpeechRequest
{
    /// <summary>The text.</summary>
    public JsonString Input { get; set; }

    /// <summary>How it is to be spoken; empty for the model's own way.</summary>
    public JsonString Instructions { get; set; }

    /// <summary>The voice, by its name at the client's vendor or at the provider's.</summary>
    public JsonString Voice { get; set; }

    /// <summary>What the client gets: samples alone instead of a wave file.</summary>
    public bool AsSamples { get; set; }

    /// <summary>The client asks for another pace than the voice's own.</summary>
    public bool HasSpeed { get; set; }
}
