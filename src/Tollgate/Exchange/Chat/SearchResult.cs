namespace Tollgate.Exchange.Chat;

/// <summary>A page that a search found.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Title">Its title; empty where the provider gives none.</param>
internal readonly record struct SearchResult(JsonString Url, JsonString Title)
{
    /// <summary>How old it is, in the provider's words; empty where it does not say.</summary>
    public JsonString Age { get; init; }

    /// <summary>A copy that outlives the event that it was read from.</summary>
    public SearchResult Keep() => new(Url.Keep(), Title.Keep()) { Age = Age.Keep() };
}
