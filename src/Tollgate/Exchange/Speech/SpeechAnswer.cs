using Tollgate.Exchange.Unary;

namespace Tollgate.Exchange.Speech;

/// <summary>Sound: 16-bit samples of one channel, little-endian.</summary>
internal sealed class SpeechAnswer : UnaryAnswer
{
    /// <summary>Samples in a second where a provider does not say; what OpenAI's <c>pcm</c> always has.</summary>
    public const int UsualRate = 24_000;

    /// <summary>Pieces in their order, each valid base64.</summary>
    public List<ReadOnlyMemory<byte>> Base64 { get; } = [];

    /// <summary>Bytes of all pieces together, decoded.</summary>
    public int DecodedBytes { get; set; }

    /// <summary>Samples in a second.</summary>
    public int Rate { get; set; } = UsualRate;
}
