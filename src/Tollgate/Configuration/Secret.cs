using System.Diagnostics;

namespace Tollgate.Configuration;

/// <summary>A credential from the configuration. It cannot print itself: only <see cref="Reveal"/> gives the text.</summary>
[DebuggerDisplay("***")]
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _text;

    /// <summary>Wraps the credential's text, which must not be empty.</summary>
    public Secret(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        _text = text;
    }

    /// <summary>Length in UTF-16 units.</summary>
    public int Length => _text.Length;

    /// <summary>The text itself; every caller of this is a place to review.</summary>
    public string Reveal() => _text;

    /// <summary>Same text. Used when the configuration is checked, never to admit a client.</summary>
    public bool Equals(Secret? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
