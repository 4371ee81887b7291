namespace Tollgate.Control.Registry;

/// <summary>What came of trying a provider.</summary>
/// <param name="Ok">It answered well.</param>
/// <param name="Status">The answer's HTTP status; 0 when there was none.</param>
/// <param name="LatencyMs">Until the answer was there, in milliseconds.</param>
/// <param name="Error">What was wrong; absent when nothing was.</param>
internal sealed record ServerTestBody(bool Ok, int Status, double LatencyMs, string? Error)
{
    /// <summary>What to look at then; absent where nothing can be said.</summary>
    public string? Advice { get; init; }
}
