namespace Tollgate.Exchange.Embeddings;

/// <summary>One thing that is to become a vector: a text, or the tokens of one.</summary>
/// <param name="Text">The text.</param>
/// <param name="Tokens">A JSON array of token numbers in place of the text; empty for none.</param>
/// <param name="Title">The document's title, where the client's format has one.</param>
internal readonly record struct EmbedInput(JsonString Text, ReadOnlyMemory<byte> Tokens, JsonString Title = default)
{
    public bool IsTokens => !Tokens.IsEmpty;
}
