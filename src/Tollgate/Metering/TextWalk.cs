using Tollgate.Json;

namespace Tollgate.Metering;

/// <summary>Walks a delta, or another part of an answer, and counts the text in it.</summary>
internal ref struct TextWalk(ReadOnlySpan<byte> json, int position, ref TokenEstimator into)
{
    /// <summary>Text stands within this depth in every vendor's shape; what lies deeper is stepped over.</summary>
    public const int MaxDepth = 12;

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly ref TokenEstimator _into = ref into;
    private JsonScan _scan = new(json) { Position = position };
    private bool _hasReasoning;

    /// <summary>Each string is a text of its own, as in a whole answer; else it goes on with the one before that has its name, as in a stream.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Something that the model wrote was there, the name of a tool included.</summary>
    public bool HasText { get; private set; }

    /// <summary>Offset after what was counted.</summary>
    public readonly int Position => _scan.Position;

    /// <summary>Counts the text in the value at <see cref="Position"/>. False on broken JSON.</summary>
    /// <param name="depth">Containers that are open around the value.</param>
    public bool TryCount(int depth) => _scan.Current switch
    {
        (byte)'{' when depth < MaxDepth => TryCountObject(depth),
        (byte)'[' when depth < MaxDepth => TryCountArray(depth),
        _ => _scan.SkipValue(depth),
    };

    /// <summary>Counts the string at <see cref="Position"/> as the value of this key. False on broken JSON.</summary>
    public bool TryCountText(ReadOnlySpan<byte> key, int depth) => TryCountMember(key, depth);

    private bool TryCountObject(int depth)
    {
        var outside = _hasReasoning;
        _hasReasoning = false;
        if (_scan.TryEnterObject())
        {
            do
            {
                if (!_scan.TryReadKey(out var key) || !TryCountMember(key, depth + 1))
                {
                    return false;
                }
            }
            while (_scan.TryNextMember());
        }

        _hasReasoning = outside;
        return _scan.Error == ScanErrorKind.None;
    }

    private bool TryCountArray(int depth)
    {
        if (_scan.TryEnterArray())
        {
            do
            {
                if (!TryCount(depth + 1))
                {
                    return false;
                }
            }
            while (_scan.TryNextElement());
        }

        return _scan.Error == ScanErrorKind.None;
    }

    private bool TryCountMember(ReadOnlySpan<byte> key, int depth)
    {
        var start = _scan.Position;
        switch (_scan.Current)
        {
            case (byte)'"':
                if (!_scan.SkipValue(depth))
                {
                    return false;
                }

                if (TextKeys.IsText(key) || key.SequenceEqual("name"u8))
                {
                    AddString(key, _json[(start + 1)..(_scan.Position - 1)]);
                }

                return true;
            case (byte)'{' or (byte)'[' when TextKeys.IsMuted(key):
                return _scan.SkipValue(depth);
            case (byte)'{' when TextKeys.IsArguments(key):
                if (!_scan.SkipValue(depth))
                {
                    return false;
                }

                // An empty object opens Anthropic's tool calls; the arguments follow as text.
                AddStrings(_json[start.._scan.Position]);
                return true;
            default:
                return TryCount(depth);
        }
    }

    private void AddStrings(ReadOnlySpan<byte> arguments)
    {
        var strings = new JsonStrings(arguments);
        while (strings.TryRead(out var text))
        {
            HasText = true;
            _into.EndText();
            _into.Add(text);
        }
    }

    private void AddString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (TextKeys.IsReasoning(key))
        {
            if (_hasReasoning)
            {
                return;
            }

            _hasReasoning = true;
        }

        HasText = true;
        if (IsWhole)
        {
            _into.EndText();
        }

        _into.GoOn((key.Length << 8) | key[0]);
        _into.Add(text);
        if (key.SequenceEqual("name"u8))
        {
            _into.AddTokens(TokenEstimator.ToolCallTokens);
        }
    }
}
