namespace Tollgate.Exchange.Chat;

/// <summary>What a piece of text leans on.</summary>
/// <param name="Url">Its address; empty for a document of the request.</param>
/// <param name="Title">Its title.</param>
/// <param name="Quote">The words that it is taken from.</param>
/// <param name="Document">Index of the document in the request; -1 for none.</param>
internal sealed record Citation(JsonString Url, JsonString Title, JsonString Quote, int Document = -1);
