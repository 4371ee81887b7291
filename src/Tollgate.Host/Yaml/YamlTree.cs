using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tollgate.Host.Yaml;

/// <summary>
/// Parses a file into <see cref="ConfigNode"/>s within bounds, so that no file can take more than a moment and a few megabytes.
/// Tags mean nothing here: every scalar is text until a setting gives it a type.
/// </summary>
internal sealed class YamlTree
{
    private const int MaxDepth = 32;

    /// <summary>Aliases counted as often as they are used, so that a few lines cannot stand for a billion nodes.</summary>
    private const int MaxNodes = 100_000;

    private readonly Parser _parser;
    private readonly VariableMask _mask;
    private readonly Dictionary<AnchorName, ConfigNode> _anchors = [];
    private YamlFault? _fault;
    private int _nodes;

    private YamlTree(VariableMask mask)
    {
        _mask = mask;
        _parser = new Parser(new StringReader(mask.Text));
    }

    /// <summary>The root, or null when there is none; then <paramref name="fault"/> says why.</summary>
    public static ConfigNode? Parse(VariableMask mask, out YamlFault? fault)
    {
        fault = null;
        var tree = new YamlTree(mask);
        try
        {
            var root = tree.Document();
            fault = tree._fault;
            return fault is null ? root : null;
        }
        catch (YamlException bad)
        {
            // Its messages quote names from the file at times, and those may be secrets that lack their quotes.
            var message = bad.Message.AsSpan().ContainsAny('\'', '"', '`') ? "the text cannot be read here" : bad.Message.TrimEnd('.');
            fault = new YamlFault((int)bad.Start.Line, $"is not YAML: {message}");
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            // The parser is not ours (16.3.0 throws InvalidOperationException over some unclosed braces), and a reload must not end the process, whatever the file holds.
            fault = new YamlFault(Math.Max(1, tree.Line()), "is not YAML: the text cannot be read after here");
        }

        return null;
    }

    private ConfigNode? Document()
    {
        _parser.MoveNext();
        _parser.MoveNext();
        if (_parser.Current is StreamEnd) { return Refuse(0, "is empty"); }
        _parser.MoveNext();
        var root = Node(0);
        if (root is null) { return null; }
        _parser.MoveNext();
        return _parser.MoveNext() && _parser.Current is not StreamEnd ? Refuse(Line(), "holds more than one document") : root;
    }

    /// <summary>Reads the node at the current event and leaves the parser behind it; null after a fault that ends the reading.</summary>
    private ConfigNode? Node(int depth)
    {
        if (depth > MaxDepth) { return Refuse(Line(), $"is nested deeper than {MaxDepth} levels"); }
        var node = _parser.Current switch
        {
            AnchorAlias alias => Alias(alias),
            Scalar scalar => Anchored(scalar, Text(scalar)),
            MappingStart start => Anchored(start, Mapping(start, depth)),
            SequenceStart start => Anchored(start, Sequence(start, depth)),
            _ => Refuse(Line(), "is not YAML"),
        };
        if (node is not null && ++_nodes > MaxNodes) { return Refuse(node.Line, $"holds more than {MaxNodes} values"); }
        return node;
    }

    private ConfigNode? Alias(AnchorAlias alias)
    {
        var line = Line();
        _parser.MoveNext();
        if (!_anchors.TryGetValue(alias.Value, out var node)) { return Refuse(line, "uses an anchor that is not defined; text that begins with * needs quotes"); }
        _nodes += node.Size;
        return node;
    }

    private ConfigNode? Anchored(NodeEvent start, ConfigNode? node)
    {
        if (node is not null && !start.Anchor.IsEmpty) { _anchors[start.Anchor] = node; }
        return node;
    }

    private ConfigNode Text(Scalar scalar)
    {
        var line = Line();
        _parser.MoveNext();
        var text = _mask.Fill(scalar.Value, out var problem);
        if (problem is not null) { return ConfigNode.Unfilled(line, problem); }

        var plain = scalar.Style is ScalarStyle.Plain or ScalarStyle.Any;
        return plain && text is "" or "~" or "null" or "Null" or "NULL" ? ConfigNode.Null(line) : ConfigNode.Scalar(line, text);
    }

    private ConfigNode? Sequence(SequenceStart start, int depth)
    {
        var line = (int)start.Start.Line;
        var items = new List<ConfigNode>();
        _parser.MoveNext();
        while (_parser.Current is not SequenceEnd)
        {
            if (Node(depth + 1) is not { } item) { return null; }
            items.Add(item);
        }

        _parser.MoveNext();
        return ConfigNode.Sequence(line, items);
    }

    private ConfigNode? Mapping(MappingStart start, int depth)
    {
        var line = (int)start.Start.Line;
        var entries = new List<KeyValuePair<string, ConfigNode>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        _parser.MoveNext();
        while (_parser.Current is not MappingEnd)
        {
            if (_parser.Current is not Scalar name) { return Refuse(Line(), "has a name that is not text"); }
            if (VariableMask.IsMasked(name.Value)) { return Refuse(Line(), "has a variable in a name; only values may hold one"); }
            if (!names.Add(name.Value)) { return Refuse(Line(), $"has the name '{Printable.Of(name.Value)}' twice in one place"); }
            _parser.MoveNext();
            if (Node(depth + 1) is not { } value) { return null; }
            entries.Add(KeyValuePair.Create(name.Value, value));
        }

        _parser.MoveNext();
        return ConfigNode.Mapping(line, entries);
    }

    private int Line() => (int)(_parser.Current?.Start.Line ?? 0);

    private ConfigNode? Refuse(int line, string message)
    {
        _fault = new YamlFault(line, message);
        return null;
    }
}
