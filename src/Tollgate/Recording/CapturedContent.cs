namespace Tollgate.Recording;

/// <summary>What a request said and what it was answered, where capture is switched on; redacted and cut before it came here.</summary>
/// <param name="Id">The record that it belongs to.</param>
/// <param name="Request">Body of the request; empty when not captured.</param>
/// <param name="Response">Body of an answer that was no stream; empty otherwise.</param>
/// <param name="Chunks">Events of a streamed answer, in order.</param>
/// <param name="Truncated">Something was cut at the size limit.</param>
internal sealed record CapturedContent(RecordId Id, string Request, string Response, IReadOnlyList<string> Chunks, bool Truncated);
