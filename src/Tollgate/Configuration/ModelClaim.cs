namespace Tollgate.Configuration;

/// <summary>A model name that a provider serves.</summary>
/// <param name="Name">The public name; <c>gpt-*</c> claims every name with that beginning, <c>*</c> every name that nobody else claims.</param>
/// <param name="Upstream">The provider's own name for it, or null when it is the same.</param>
public sealed record ModelClaim(string Name, string? Upstream = null);
