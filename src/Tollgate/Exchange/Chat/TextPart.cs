namespace Tollgate.Exchange.Chat;

/// <summary>Text.</summary>
internal sealed record TextPart(JsonString Text) : Part
{
    /// <summary>Citations that came with it, each in the neutral form of <see cref="Citation"/>; empty for none.</summary>
    public IReadOnlyList<Citation> Citations { get; init; } = [];
}
