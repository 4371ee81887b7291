namespace Tollgate.Control.RequestLog;

/// <summary>What a request said and what it was answered: redacted and cut before it was kept.</summary>
/// <param name="Request">Body of the request; empty when not captured.</param>
/// <param name="Response">Body of an answer that was no stream.</param>
/// <param name="Chunks">Events of a streamed answer, in order.</param>
/// <param name="Truncated">Something was cut at the size limit.</param>
internal sealed record ContentBody(string Request, string Response, IReadOnlyList<string> Chunks, bool Truncated);
