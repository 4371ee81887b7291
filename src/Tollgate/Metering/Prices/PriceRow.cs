namespace Tollgate.Metering.Prices;

/// <summary>One row of the built-in list.</summary>
/// <param name="Provider">Whose price it is, by the list's name for it.</param>
/// <param name="Model">The model by that provider's name.</param>
/// <param name="FromUnixMilliseconds">When the list was made that has it.</param>
/// <param name="Price">The price.</param>
/// <param name="MaxInput">Longest prompt in tokens; 0 = unknown.</param>
/// <param name="MaxOutput">Longest answer in tokens; 0 = unknown.</param>
internal sealed record PriceRow(string Provider, string Model, long FromUnixMilliseconds, ModelPrice Price, long MaxInput, long MaxOutput);
