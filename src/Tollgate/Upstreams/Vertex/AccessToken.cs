namespace Tollgate.Upstreams.Vertex;

/// <summary>What came of a sign-in.</summary>
/// <param name="Text">The token; null when the sign-in failed.</param>
/// <param name="Lifetime">How long it is good, from when it was asked for.</param>
/// <param name="Problem">Why there is none, without secrets.</param>
internal sealed record AccessToken(string? Text, TimeSpan Lifetime, string? Problem = null)
{
    /// <inheritdoc/>
    public override string ToString() => Problem ?? "***";
}
