namespace Tollgate.Metering.Prices;

/// <summary>A price and the time from which it applies.</summary>
/// <param name="FromUnixMilliseconds">First moment; <see cref="long.MinValue"/> = always.</param>
/// <param name="Price">The price.</param>
/// <param name="Source">Where it stands, for people: <c>configuration</c> or the row of the list.</param>
internal sealed record PriceStep(long FromUnixMilliseconds, ModelPrice Price, string Source);
