using Tollgate.Metering;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>
/// Reads one event of a realtime session in pieces of any size: its <c>type</c>, the <c>usage</c> at its top or in its <c>response</c>, and the
/// <c>model</c> of its <c>session</c>. Audio is stepped over; nothing is kept but those.
/// </summary>
internal sealed class RealtimeEvent
{
    /// <summary>A usage object longer than this is not read; real ones have some 400 bytes.</summary>
    private const int MaxUsageBytes = 4 * 1024;

    /// <summary>No name that counts is longer.</summary>
    private const int MaxNameBytes = 64;

    /// <summary>A model's name is kept to this length in a record; a longer one is not read.</summary>
    private const int MaxModelBytes = 128;

    private readonly byte[] _usage = new byte[MaxUsageBytes];
    private readonly byte[] _key = new byte[MaxNameBytes];
    private readonly byte[] _type = new byte[MaxNameBytes];
    private readonly byte[] _model = new byte[MaxModelBytes];
    private int _usageLength;
    private int _keyLength;
    private int _typeLength;
    private int _modelLength;
    private int _depth;
    private int _usageDepth;
    private bool _inString;
    private bool _afterBackslash;
    private bool _afterColon;
    private bool _inResponse;
    private bool _inSession;
    private Taking _taking;

    private enum Taking : byte
    {
        Nothing,
        Key,
        Type,
        Model,
    }

    /// <summary>What the last event said was used; meaningful where it ended as one that says so.</summary>
    public TokenUsage Usage { get; private set; }

    /// <summary>The model that the last event about the session named.</summary>
    public ReadOnlySpan<byte> Model => _model.AsSpan(0, _modelLength);

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
                KeepUsage(bytes[from..pos]);
            }
        }
    }

    /// <summary>The event is whole: what it tells. Another one begins.</summary>
    public RealtimeNews End()
    {
        var news = NewsOf(_type.AsSpan(0, Math.Min(_typeLength, MaxNameBytes)));
        if (news is RealtimeNews.Answered or RealtimeNews.Transcribed)
        {
            var usage = default(TokenUsage);
            var found = _usageLength is > 0 and <= MaxUsageBytes && UsageReader.TryRead(_usage.AsSpan(0, _usageLength), Dialect.OpenAi, ref usage);
            Usage = found ? usage with { Source = UsageSource.Reported } : default;
        }
        else if (news == RealtimeNews.Named && _modelLength is 0 or > MaxModelBytes)
        {
            news = RealtimeNews.None;
        }

        _modelLength = news == RealtimeNews.Named ? _modelLength : 0;
        _usageLength = _keyLength = _typeLength = _depth = _usageDepth = 0;
        _inString = _afterBackslash = _afterColon = _inResponse = _inSession = false;
        _taking = Taking.Nothing;
        return news;
    }

    private static RealtimeNews NewsOf(ReadOnlySpan<byte> type) =>
        type.EndsWith(".delta"u8) ? RealtimeNews.Spoke
        : type.SequenceEqual("response.created"u8) ? RealtimeNews.Began
        : type.SequenceEqual("response.done"u8) ? RealtimeNews.Answered
        : type.EndsWith(".input_audio_transcription.completed"u8) ? RealtimeNews.Transcribed
        : type.SequenceEqual("session.created"u8) || type.SequenceEqual("session.updated"u8) ? RealtimeNews.Named
        : RealtimeNews.None;

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
            default:
                break;
        }

        return pos + 1;
    }

    private void BeginString()
    {
        _inString = true;
        _taking = _usageDepth == 0 && _depth is 1 or 2 && !_afterColon ? Taking.Key
            : _depth == 1 && _afterColon && IsKey("type"u8) ? Taking.Type
            : _depth == 2 && _afterColon && _inSession && IsKey("model"u8) ? Taking.Model
            : Taking.Nothing;
        _keyLength = _taking == Taking.Key ? 0 : _keyLength;
        _typeLength = _taking == Taking.Type ? 0 : _typeLength;
        _modelLength = _taking == Taking.Model ? 0 : _modelLength;
    }

    private void Open(bool isObject)
    {
        if (isObject && _afterColon && _usageDepth == 0)
        {
            if (IsKey("usage"u8) && (_depth == 1 || (_depth == 2 && _inResponse)))
            {
                _usageDepth = _depth + 1;
                _usageLength = 0;
            }

            _inResponse |= _depth == 1 && IsKey("response"u8);
            _inSession |= _depth == 1 && IsKey("session"u8);
        }

        _depth++;
        _afterColon = false;
    }

    private void Close()
    {
        if (_usageDepth == _depth && _usageDepth > 0)
        {
            KeepUsage("}"u8);
            _usageDepth = 0;
        }

        _depth--;
        _inResponse &= _depth > 1;
        _inSession &= _depth > 1;
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
        Take(bytes[pos..end]);
        if (length < 0)
        {
            return end;
        }

        _afterBackslash = bytes[end] == (byte)'\\';
        _inString = _afterBackslash;
        return end + 1;
    }

    private void Take(ReadOnlySpan<byte> piece)
    {
        if (_taking == Taking.Key)
        {
            _keyLength = Append(_key, _keyLength, piece);
        }
        else if (_taking == Taking.Type)
        {
            _typeLength = Append(_type, _typeLength, piece);
        }
        else if (_taking == Taking.Model)
        {
            _modelLength = Append(_model, _modelLength, piece);
        }
    }

    private void KeepUsage(ReadOnlySpan<byte> piece) => _usageLength = Append(_usage, _usageLength, piece);

    /// <summary>Appends, or marks as too long.</summary>
    private static int Append(byte[] to, int length, ReadOnlySpan<byte> piece)
    {
        if (length + piece.Length > to.Length)
        {
            return to.Length + 1;
        }

        piece.CopyTo(to.AsSpan(length));
        return length + piece.Length;
    }

    private bool IsKey(ReadOnlySpan<byte> name) => _keyLength <= MaxNameBytes && _key.AsSpan(0, _keyLength).SequenceEqual(name);
}
