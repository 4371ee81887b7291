using System.Text.RegularExpressions;

namespace Tollgate.Recording.Capture;

/// <summary>Something that must not be kept, and how it is found.</summary>
/// <param name="Name">What stands in its place: <c>[redacted:email]</c>.</param>
/// <param name="Pattern">Finds it; null for payment cards, which a pattern alone cannot tell from other numbers.</param>
internal sealed record RedactionRule(string Name, Regex? Pattern)
{
    /// <summary>What takes the place of what was found.</summary>
    public string Marker { get; } = $"[redacted:{Name}]";
}
