namespace Tollgate.Exchange.Chat;

/// <summary>What a piece of text leans on.</summary>
/// <param name="Url">Its address; empty for a document of the request.</param>
/// <param name="Title">Its title.</param>
/// <param name="Quote">The words that it is taken from.</param>
/// <param name="Document">Index of the document in the request; -1 for none.</param>
internal sealed record Citation(JsonString Url, JsonString Title, JsonString Quote, int Document = -1)
{
    /// <summary>First character that leans on it: code points of all the answer's text, refusals and thoughts left out; -1 where the provider does not say.</summary>
    public int Start { get; init; } = -1;

    /// <summary>The one after the last; -1 where <see cref="Start"/> is.</summary>
    public int End { get; init; } = -1;

    /// <summary>The provider says where in the text it belongs.</summary>
    public bool HasPlace => Start >= 0 && End >= Start;

    /// <summary>A copy that outlives the event that it was read from.</summary>
    public Citation Keep() => this with { Url = Url.Keep(), Title = Title.Keep(), Quote = Quote.Keep() };
}
