namespace Tollgate.Control.RequestLog;

/// <summary>One request with all that is known about it.</summary>
/// <param name="Request">The request; the newest where several have the id that was asked for.</param>
/// <param name="Explain">How it found its target; absent where it had no route.</param>
/// <param name="Others">Ids of the other records with this request id: clients may send their own.</param>
/// <param name="Content">What was said, where capture is switched on.</param>
internal sealed record RequestDetailBody(RequestItem Request, ExplanationBody? Explain, IReadOnlyList<string> Others, ContentBody? Content);
