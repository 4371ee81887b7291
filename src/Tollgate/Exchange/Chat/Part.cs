namespace Tollgate.Exchange.Chat;

/// <summary>A piece of a turn. The kinds are the derived records of this folder and no others.</summary>
internal abstract record Part
{
    /// <summary>A mark that the provider's prompt cache should end here: the client's own value (Anthropic's <c>cache_control</c>); empty for none.</summary>
    public ReadOnlyMemory<byte> CacheMark { get; init; }
}
