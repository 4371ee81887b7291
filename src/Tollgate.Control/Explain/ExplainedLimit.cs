namespace Tollgate.Control.Explain;

/// <summary>A limit that applies to the request. Amounts are requests, tokens or nano-USD.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Scope">What it counts by.</param>
/// <param name="Metric">What it counts.</param>
/// <param name="Subject">Whose.</param>
/// <param name="Limit">How much in its window.</param>
/// <param name="Amount">How much the request would take at first.</param>
/// <param name="Remaining">How much would be admitted now.</param>
/// <param name="ResetMs">Milliseconds until nothing of it is used any more.</param>
/// <param name="Fits">There is room for the request.</param>
/// <param name="RetryMs">Milliseconds until there is room, as far as that is known; absent where there is.</param>
/// <param name="Queues">Without room the request would wait; absent where there is.</param>
internal sealed record ExplainedLimit(
    string Rule, string Scope, string Metric, string Subject, long Limit, long Amount, long Remaining, long ResetMs, bool Fits, long? RetryMs, bool? Queues);
