using System.Runtime.CompilerServices;

namespace Tollgate.Metering;

/// <summary>Where in an answer a <see cref="JsonTap"/> stands: how deep, in what kind of container, under which member.</summary>
internal struct JsonTapPath
{
    /// <summary>No name that counts is longer.</summary>
    private const int LongestName = 24;

    /// <summary>Levels that are followed: twice what a request may have.</summary>
    private const int MaxDepth = 128;

    private KeyBytes _key;
    private int _keyLength;
    private UInt128 _objects;
    private int _mutedAt;
    private int _argumentsAt;
    private int _reasonedAt;
    private Member _member;
    private bool _inAnswer;

    private enum Member : byte
    {
        Other,
        Usage,
        Id,
        Error,
        Text,
        Reasoning,
        Name,
        Arguments,
        Muted,
    }

    /// <summary>Open containers.</summary>
    public int Depth { get; private set; }

    /// <summary>Depth of the objects whose members count as the top: 1, or 2 where the document is an array of answers.</summary>
    public int Base { get; private set; }

    /// <summary>The innermost container is an object.</summary>
    public readonly bool InObject => (_objects & 1) != 0;

    /// <summary>The container just opened is the top-level usage.</summary>
    public bool OpenedUsage { get; private set; }

    /// <summary>The value just begun is the top-level error.</summary>
    public bool OpenedError { get; private set; }

    /// <summary>The string just begun is the top-level id.</summary>
    public bool InId { get; private set; }

    /// <summary>The string just begun is text of the answer.</summary>
    public bool InText { get; private set; }

    /// <summary>The string just begun is the name of a tool that the model calls.</summary>
    public bool InToolName { get; private set; }

    /// <summary>Inside the arguments of a tool call.</summary>
    public readonly bool InArguments => _argumentsAt != 0;

    /// <summary>A container begins. False where it lies deeper than any answer.</summary>
    public bool TryOpen(bool isObject)
    {
        if (Depth == MaxDepth)
        {
            return false;
        }

        BeginValue();
        OpenedUsage = _member == Member.Usage && AtTop;
        if (AtTop)
        {
            _inAnswer = IsAnswer();
        }

        Depth++;
        _objects = (_objects << 1) | (isObject ? UInt128.One : UInt128.Zero);
        _reasonedAt = _reasonedAt == Depth ? 0 : _reasonedAt;
        if (Base == 0)
        {
            Base = isObject ? 1 : 2;
        }

        if (_member == Member.Muted && _mutedAt == 0)
        {
            _mutedAt = Depth;
        }
        else if (_member == Member.Arguments && _argumentsAt == 0 && isObject && _inAnswer && Depth <= TextWalk.MaxDepth + 1)
        {
            _argumentsAt = Depth;
        }

        _member = Member.Other;
        return true;
    }

    /// <summary>The innermost container ends.</summary>
    public void Close()
    {
        _mutedAt = _mutedAt == Depth ? 0 : _mutedAt;
        _argumentsAt = _argumentsAt == Depth ? 0 : _argumentsAt;
        Depth--;
        _objects >>= 1;
        _member = Member.Other;
    }

    /// <summary>A key begins.</summary>
    public void StartKey()
    {
        _keyLength = 0;
        InText = false;
        InId = false;
    }

    /// <summary>Bytes of the key.</summary>
    public void AddKey(ReadOnlySpan<byte> piece)
    {
        if (_keyLength + piece.Length <= LongestName)
        {
            piece.CopyTo(_key[_keyLength..]);
        }

        _keyLength = Math.Min(LongestName + 1, _keyLength + piece.Length);
    }

    /// <summary>The key ends.</summary>
    public void EndKey()
    {
        ReadOnlySpan<byte> key = _key;
        key = _keyLength > LongestName ? default : key[.._keyLength];
        _member = key.Length switch
        {
            2 when key.SequenceEqual("id"u8) => Member.Id,
            4 when key.SequenceEqual("name"u8) => Member.Name,
            5 when key.SequenceEqual("error"u8) => Member.Error,
            5 when key.SequenceEqual("usage"u8) => Member.Usage,
            13 when key.SequenceEqual("usageMetadata"u8) => Member.Usage,
            _ when TextKeys.IsReasoning(key) => Member.Reasoning,
            _ when TextKeys.IsText(key) => Member.Text,
            _ when TextKeys.IsArguments(key) => Member.Arguments,
            _ when TextKeys.IsMuted(key) => Member.Muted,
            _ => Member.Other,
        };
    }

    /// <summary>A number, true, false or null begins.</summary>
    public void StartScalar() => BeginValue();

    /// <summary>A string value begins.</summary>
    public void StartText()
    {
        BeginValue();
        InId = _member == Member.Id && AtTop;
        InText = _mutedAt == 0
            && (_argumentsAt != 0 || (Depth <= TextWalk.MaxDepth && _member is Member.Text or Member.Reasoning && (_inAnswer || AtTop)));
        InToolName = _member == Member.Name && _inAnswer && _mutedAt == 0 && _argumentsAt == 0;
        InText |= InToolName;

        // Some servers write the same reasoning under two names.
        InText &= _member != Member.Reasoning || _reasonedAt != Depth || _argumentsAt != 0;
    }

    /// <summary>The text just begun is not empty.</summary>
    public void NoteText() => _reasonedAt = _member == Member.Reasoning ? Depth : _reasonedAt;

    private readonly bool AtTop => Depth == Base && Depth > 0;

    private void BeginValue() => OpenedError = _member == Member.Error && AtTop;

    private readonly bool IsAnswer()
    {
        ReadOnlySpan<byte> key = _key;
        return _keyLength <= LongestName && TextKeys.IsAnswer(key[.._keyLength]);
    }

    [InlineArray(LongestName)]
    private struct KeyBytes
    {
        private byte _first;
    }
}
