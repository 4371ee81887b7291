namespace Tollgate.Exchange.Chat;

/// <summary>The model declines, in its own words.</summary>
internal sealed record RefusalPart(JsonString Text) : Part;
