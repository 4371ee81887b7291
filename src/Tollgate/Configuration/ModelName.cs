namespace Tollgate.Configuration;

/// <summary>Model names and the patterns over them: <c>gpt-*</c> takes every name with that beginning, <c>*</c> every name.</summary>
internal static class ModelName
{
    /// <summary>Longest name or pattern, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>Whether it is a pattern.</summary>
    public static bool IsPattern(string name) => name.EndsWith('*');

    /// <summary>Whether a claim takes this name.</summary>
    public static bool Matches(string claim, string name) =>
        IsPattern(claim) ? name.AsSpan().StartsWith(claim.AsSpan(0, claim.Length - 1), StringComparison.Ordinal) : string.Equals(claim, name, StringComparison.Ordinal);
}
