using System.Runtime.CompilerServices;
using Tollgate.Metering;

namespace Tollgate.Streaming;

/// <summary>
/// Reads one event of a realtime session in pieces of any size: the usage that it reports, and whatever else a vendor's events tell that counts.
/// Audio is stepped over; nothing is kept but those.
/// </summary>
internal abstract class RealtimeEvent
{
    /// <summary>A usage object longer than this is not read; real ones have some 400 bytes.</summary>
    private const int MaxUsageBytes = 4 * 1024;

    /// <summary>No name that counts is longer.</summary>
    private const int MaxNameBytes = 64;

    /// <summary>A model's name is kept to this length in a record; a longer one is not read.</summary>
    private const int MaxModelBytes = 128;

    /// <summary>Levels whose names are kept; nothing that counts lies deeper.</summary>
    private const int MaxLevels = 8;

    private readonly BoundedText _usage = new(MaxUsageBytes);
    private readonly BoundedText _key = new(MaxNameBytes);
    private Levels _levels;
    private BoundedText? _taking;
    private int _usageDepth;
    private bool _inString;
    private bool _afterBackslash;
    private bool _afterColon;

    /// <summary>What the last event said was used; meaningful where it ended as one that says so.</summary>
    public TokenUsage Usage { get; protected set; }

    /// <summary>That was told in seconds and not in tokens: <see cref="Usage"/> has none.</summary>
    public bool IsByTime { get; protected set; }

    /// <summary>The model that the last event about the session named; empty where it named none.</summary>
    public BoundedText Model { get; } = new(MaxModelBytes);

    /// <summary>The model for transcriptions that the last event about the session named; empty where it named none.</summary>
    public BoundedText Transcriber { get; } = new(MaxModelBytes);

    /// <summary>Open containers.</summary>
    protected int Depth { get; private set; }

    /// <summary>The usage object that the event had; empty where it had none, or too long a one.</summary>
    protected ReadOnlySpan<byte> UsageText => _usage.Bytes;

    /// <summary>Takes the next bytes.</summary>
    public void Observe(ReadOnlySpan<byte> bytes)
    {
        var pos = 0;
        while (pos < bytes.Length)
        {
            var from = pos;
            pos = _inString ? OverString(bytes, pos) : OverPlain(bytes, pos);
            if (_usageDepth > 0)
            {
                _usage.Append(bytes[from..pos]);
            }
        }
    }

    /// <summary>The event is whole: what it tells. Another one begins.</summary>
    public RealtimeNews End()
    {
        var news = Conclude();
        _usage.Clear();
        _key.Clear();
        Depth = _usageDepth = 0;
        _inString = _afterBackslash = _afterColon = false;
        _taking = null;
        return news;
    }

    /// <summary>What the event told; whatever was kept of it alone is forgotten.</summary>
    protected abstract RealtimeNews Conclude();

    /// <summary>The object that begins under the present key is the usage.</summary>
    protected abstract bool BeginsUsage();

    /// <summary>The number that stands for the present key as the name of a container; 0 for one that does not count.</summary>
    protected abstract byte LevelOf();

    /// <summary>Where the string that begins under the present key is kept; null for nowhere.</summary>
    protected abstract BoundedText? KeepText();

    /// <summary>A <c>true</c> stands under the present key.</summary>
    protected virtual void HearTrue()
    {
    }

    /// <summary>The present key has this name.</summary>
    protected bool IsKey(ReadOnlySpan<byte> name) => _key.Bytes.SequenceEqual(name);

    /// <summary>What <see cref="LevelOf"/> said of the container at a depth; the outermost is at 1 and has no name.</summary>
    protected int Level(int depth) => _levels[depth];

    private int OverPlain(ReadOnlySpan<byte> bytes, int pos)
    {
        var b = bytes[pos];
        switch (b)
        {
            case (byte)'"':
                BeginString();
                break;
            case (byte)':':
                _afterColon = true;
                break;
            case (byte)',':
                _afterColon = false;
                break;
            case (byte)'{' or (byte)'[':
                Open(b == (byte)'{');
                break;
            case (byte)'}' or (byte)']':
                Close();
                break;
            case (byte)'t' when _afterColon && _usageDepth == 0:
                HearTrue(); // no other word, and no number, has this letter
                break;
            default:
                break;
        }

        return pos + 1;
    }

    private void BeginString()
    {
        _inString = true;
        _taking = _usageDepth > 0 || Depth >= MaxLevels ? null : _afterColon ? KeepText() : _key;
        _taking?.Clear();
    }

    private void Open(bool isObject)
    {
        var isNamed = isObject && _afterColon && _usageDepth == 0;
        if (isNamed && BeginsUsage())
        {
            _usageDepth = Depth + 1;
            _usage.Clear();
        }

        var level = isNamed ? LevelOf() : (byte)0;
        Depth++;
        if ((uint)Depth < MaxLevels)
        {
            _levels[Depth] = level;
        }

        _afterColon = false;
    }

    private void Close()
    {
        if (_usageDepth == Depth && _usageDepth > 0)
        {
            _usage.Append("}"u8);
            _usageDepth = 0;
        }

        Depth--;
    }

    private int OverString(ReadOnlySpan<byte> bytes, int pos)
    {
        if (_afterBackslash)
        {
            _afterBackslash = false;
            return pos + 1;
        }

        var length = bytes[pos..].IndexOfAny((byte)'"', (byte)'\\');
        var end = length < 0 ? bytes.Length : pos + length;
        _taking?.Append(bytes[pos..end]);
        if (length < 0)
        {
            return end;
        }

        _afterBackslash = bytes[end] == (byte)'\\';
        _inString = _afterBackslash;
        return end + 1;
    }

    [InlineArray(MaxLevels)]
    private struct Levels
    {
        private byte _first;
    }
}
