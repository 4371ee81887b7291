namespace Tollgate.Exchange.Reranking;

/// <summary>One document's place.</summary>
/// <param name="Index">Which of the request's documents.</param>
/// <param name="Score">How well it fits: a number as the provider wrote it.</param>
internal readonly record struct RerankHit(int Index, ReadOnlyMemory<byte> Score);
