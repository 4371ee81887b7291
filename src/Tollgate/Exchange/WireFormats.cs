namespace Tollgate.Exchange;

/// <summary>What formats have in common.</summary>
internal static class WireFormats
{
    /// <summary>The operation that a format is for.</summary>
    public static Operation OperationOf(WireFormat format) => format switch
    {
        WireFormat.None => Operation.None,
        <= WireFormat.OllamaChat => Operation.Chat,
        <= WireFormat.GeminiCount => Operation.Count,
        <= WireFormat.BedrockEmbed => Operation.Embed,
        <= WireFormat.JinaRerank => Operation.Rerank,
        <= WireFormat.GeminiImages => Operation.Image,
        _ => Operation.Speech,
    };
}
