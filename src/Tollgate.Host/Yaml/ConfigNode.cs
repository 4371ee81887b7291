namespace Tollgate.Host.Yaml;

/// <summary>One node of a parsed file, with its line. Scalars have their variables filled in.</summary>
internal sealed class ConfigNode
{
    private ConfigNode(ConfigNodeKind kind, int line)
    {
        Kind = kind;
        Line = line;
    }

    public ConfigNodeKind Kind { get; }

    /// <summary>From 1.</summary>
    public int Line { get; }

    /// <summary>A scalar's text.</summary>
    public string Text { get; private init; } = string.Empty;

    /// <summary>Why a scalar has no value although one was written; null when nothing is wrong.</summary>
    public string? Problem { get; private init; }

    /// <summary>A mapping's entries in file order; names are unique.</summary>
    public IReadOnlyList<KeyValuePair<string, ConfigNode>> Entries { get; private init; } = [];

    /// <summary>A sequence's items.</summary>
    public IReadOnlyList<ConfigNode> Items { get; private init; } = [];

    /// <summary>Nodes in it, itself included, aliases counted as often as they are used.</summary>
    public int Size { get; private init; } = 1;

    public static ConfigNode Null(int line) => new(ConfigNodeKind.Null, line);

    public static ConfigNode Unfilled(int line, string problem) => new(ConfigNodeKind.Null, line) { Problem = problem };

    public static ConfigNode Scalar(int line, string text) => new(ConfigNodeKind.Scalar, line) { Text = text };

    public static ConfigNode Mapping(int line, IReadOnlyList<KeyValuePair<string, ConfigNode>> entries) =>
        new(ConfigNodeKind.Mapping, line) { Entries = entries, Size = 1 + entries.Sum(e => e.Value.Size) };

    public static ConfigNode Sequence(int line, IReadOnlyList<ConfigNode> items) =>
        new(ConfigNodeKind.Sequence, line) { Items = items, Size = 1 + items.Sum(i => i.Size) };
}
