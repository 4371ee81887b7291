using System.Buffers;
using Tollgate.Surfaces;

namespace Tollgate.Metering;

/// <summary>
/// Looks at a JSON answer in passing, in pieces of any size: usage, id, error, text, and whether the document is whole. It keeps
/// no more than the piece of a usage object that a read cut in two. Reusable: <see cref="Reset"/> starts the next answer.
/// </summary>
/// <remarks>
/// It follows structure, not every rule of the grammar: scalars and the commas between array elements go unchecked, for the
/// client's parser checks them anyway. What it tells apart for sure is a whole document, a cut one, and something else than JSON.
/// </remarks>
internal sealed class JsonTap
{
    /// <summary>A usage object cut in two that is longer than this is not read.</summary>
    public const int MaxUsageBytes = 16 * 1024;

    /// <summary>An id longer than this counts as none.</summary>
    public const int MaxIdBytes = 256;

    /// <summary>
    /// Up to this length an answer that came in one piece is walked at once. A longer one is mostly text or numbers, which the
    /// piecewise way steps over faster.
    /// </summary>
    private const int MaxWholeBytes = 4 * 1024;

    private static readonly SearchValues<byte> ContainerBytes = SearchValues.Create("[]{}\""u8);

    private readonly byte[] _id = new byte[MaxIdBytes];
    private JsonTapPath _path;
    private Expect _expect;
    private Dialect _dialect;
    private TokenUsage _usage;
    private TokenEstimator _text;
    private byte[]? _cut;
    private int _cutLength;
    private int _idLength;
    private bool _inString;
    private bool _afterBackslash;
    private bool _inUsage;

    private enum Expect : byte
    {
        Value,
        FirstElement,
        FirstKey,
        Key,
        Colon,
        Comma,
        Scalar,
        Numbers,
        End,
        Nothing,
    }

    /// <summary>The provider reported usage.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>The usage reported last, all zero where there was none.</summary>
    public TokenUsage Usage => _usage;

    /// <summary>
    /// Text of the answer, for the count that stands in where the provider reports none. Where it has reported, the text may
    /// not have been looked at.
    /// </summary>
    public TokenEstimator Text => _text;

    /// <summary>Top-level <c>id</c> without its quotes, as it stands; empty where there is none.</summary>
    public ReadOnlySpan<byte> Id => _id.AsSpan(0, _idLength <= MaxIdBytes ? _idLength : 0);

    /// <summary>The answer has a top-level <c>error</c> that is neither null nor false, whatever its status says.</summary>
    public bool HasError { get; private set; }

    /// <summary>What came so far is no JSON; the rest is not looked at.</summary>
    public bool IsBroken => _expect == Expect.Nothing;

    /// <summary>One whole document has passed, and nothing but white space after it.</summary>
    public bool IsComplete => _expect == Expect.End || (_expect == Expect.Scalar && _path.Depth == 0);

    /// <summary>Starts the next answer; <paramref name="text"/> counts its text.</summary>
    public void Reset(Dialect dialect, TokenEstimator text = default)
    {
        DropCut();
        _path = default;
        _expect = Expect.Value;
        _dialect = dialect;
        _usage = default;
        _text = text;
        _idLength = 0;
        _inString = false;
        _afterBackslash = false;
        _inUsage = false;
        HasUsage = false;
        HasError = false;
    }

    /// <summary>Looks at the next bytes of the answer.</summary>
    public void Observe(ReadOnlySpan<byte> bytes)
    {
        if (_expect == Expect.Value && _path.Depth == 0 && !_inString && TryObserveWhole(bytes))
        {
            return;
        }

        var pos = 0;
        var usageStart = 0;
        while (pos < bytes.Length)
        {
            if (_inString)
            {
                pos = OverString(bytes, pos);
                continue;
            }

            var b = bytes[pos];
            switch (_expect)
            {
                case Expect.Scalar when !IsWhite(b) && b is not ((byte)',' or (byte)'}' or (byte)']'):
                    pos++;
                    continue;
                case Expect.Scalar:
                    _expect = _path.Depth == 0 ? Expect.End : Expect.Comma;
                    continue;
                case Expect.Numbers:
                    pos = OverNumbers(bytes, pos);
                    continue;
            }

            pos++;
            if (IsWhite(b))
            {
                continue;
            }

            switch (b)
            {
                case (byte)'{' or (byte)'[' when _expect is Expect.Value or Expect.FirstElement:
                    Open(b, pos, ref usageStart);
                    break;
                case (byte)'}' or (byte)']':
                    Close(bytes, b, pos, usageStart);
                    break;
                case (byte)'"':
                    OpenString();
                    break;
                case (byte)':' when _expect == Expect.Colon:
                    _expect = Expect.Value;
                    break;
                case (byte)',' when _expect == Expect.Comma:
                    _expect = _path.InObject ? Expect.Key : Expect.Value;
                    break;
                default:
                    OpenScalar(b);
                    break;
            }

            if (_expect == Expect.Nothing)
            {
                DropCut();
                return;
            }
        }

        if (_inUsage)
        {
            KeepCut(bytes[usageStart..]);
        }
    }

    private bool TryObserveWhole(ReadOnlySpan<byte> bytes)
    {
        var document = bytes.Trim(" \r\n\t"u8);
        if (document.Length > MaxWholeBytes || document is not [(byte)'{', .., (byte)'}'])
        {
            return false;
        }

        var whole = new WholeAnswer(document, _dialect, ref _usage);
        if (!whole.TryRead())
        {
            _usage = default;
            return false;
        }

        _expect = Expect.End;
        HasError = whole.HasError;
        if (whole.Id is { Exists: true, Length: <= MaxIdBytes } id)
        {
            id.Of(document).CopyTo(_id);
            _idLength = id.Length;
        }

        HasUsage = whole.HasUsage;
        if (!HasUsage)
        {
            whole.CountText(ref _text);
        }

        return true;
    }

    private static bool IsWhite(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    private void Open(byte opening, int pos, ref int usageStart)
    {
        if (!_path.TryOpen(opening == (byte)'{'))
        {
            _expect = Expect.Nothing;
            return;
        }

        _expect = opening == (byte)'{' ? Expect.FirstKey : Expect.FirstElement;
        if (_path.OpenedUsage && opening == (byte)'{')
        {
            _inUsage = true;
            usageStart = pos - 1;
        }

        HasError |= _path.OpenedError;
    }

    private void Close(ReadOnlySpan<byte> bytes, byte closing, int pos, int usageStart)
    {
        var fits = closing == (byte)'}'
            ? _expect is Expect.Comma or Expect.FirstKey && _path.InObject
            : _expect is Expect.Comma or Expect.FirstElement && !_path.InObject;
        if (!fits || _path.Depth == 0)
        {
            _expect = Expect.Nothing;
            return;
        }

        _path.Close();
        _expect = _path.Depth == 0 ? Expect.End : Expect.Comma;
        if (_inUsage && _path.Depth == _path.Base)
        {
            _inUsage = false;
            ReadUsage(bytes[usageStart..pos]);
        }
    }

    private void OpenString()
    {
        switch (_expect)
        {
            case Expect.Key or Expect.FirstKey:
                _path.StartKey();
                break;
            case Expect.Value or Expect.FirstElement:
                _path.StartText();
                _text.EndText();
                HasError |= _path.OpenedError;
                if (_path.InToolName)
                {
                    _text.AddTokens(TokenEstimator.ToolCallTokens);
                }

                _idLength = _path.InId ? 0 : _idLength;
                break;
            default:
                _expect = Expect.Nothing;
                return;
        }

        _inString = true;
    }

    private void OpenScalar(byte b)
    {
        var isNumber = b is (byte)'-' or (>= (byte)'0' and <= (byte)'9');
        if (_expect is not (Expect.Value or Expect.FirstElement) || !(isNumber || b is (byte)'t' or (byte)'f' or (byte)'n'))
        {
            _expect = Expect.Nothing;
            return;
        }

        _path.StartScalar();
        HasError |= _path.OpenedError && b is not ((byte)'n' or (byte)'f');

        // An embedding is thousands of numbers in a row: look for the end of the row only.
        _expect = isNumber && _path.Depth > 0 && !_path.InObject ? Expect.Numbers : Expect.Scalar;
    }

    private int OverNumbers(ReadOnlySpan<byte> bytes, int pos)
    {
        var length = bytes[pos..].IndexOfAny(ContainerBytes);
        if (length < 0)
        {
            return bytes.Length;
        }

        _expect = bytes[pos + length] == (byte)']' ? Expect.Comma : Expect.Value;
        return pos + length;
    }

    private int OverString(ReadOnlySpan<byte> bytes, int pos)
    {
        if (_afterBackslash)
        {
            _afterBackslash = false;
            Take(bytes.Slice(pos, 1));
            return pos + 1;
        }

        var length = bytes[pos..].IndexOfAny((byte)'"', (byte)'\\');
        if (length < 0)
        {
            Take(bytes[pos..]);
            return bytes.Length;
        }

        var stop = bytes[pos + length];
        if (stop == (byte)'\\')
        {
            Take(bytes.Slice(pos, length + 1));
            _afterBackslash = true;
            return pos + length + 1;
        }

        Take(bytes.Slice(pos, length));
        _inString = false;
        var isKey = _expect is Expect.Key or Expect.FirstKey;
        _expect = isKey ? Expect.Colon : _path.Depth == 0 ? Expect.End : Expect.Comma;
        if (isKey)
        {
            _path.EndKey();
        }

        return pos + length + 1;
    }

    private void Take(ReadOnlySpan<byte> piece)
    {
        if (_expect is Expect.Key or Expect.FirstKey)
        {
            _path.AddKey(piece);
            if (_path.InArguments)
            {
                _text.Add(piece);
            }
        }
        else if (_path.InId)
        {
            if (_idLength + piece.Length <= MaxIdBytes)
            {
                piece.CopyTo(_id.AsSpan(_idLength));
            }

            _idLength = Math.Min(MaxIdBytes + 1, _idLength + piece.Length);
        }
        else if (_path.InText && !piece.IsEmpty)
        {
            _path.NoteText();
            _text.Add(piece);
        }
    }

    private void ReadUsage(ReadOnlySpan<byte> last)
    {
        if (_cutLength == 0)
        {
            HasUsage |= UsageReader.TryRead(last, _dialect, ref _usage);
            return;
        }

        KeepCut(last);
        if (_cut is not null)
        {
            HasUsage |= UsageReader.TryRead(_cut.AsSpan(0, _cutLength), _dialect, ref _usage);
        }

        DropCut();
    }

    private void KeepCut(ReadOnlySpan<byte> piece)
    {
        if (_cutLength + piece.Length > MaxUsageBytes)
        {
            DropCut();
            _cutLength = MaxUsageBytes;
            return;
        }

        _cut ??= ArrayPool<byte>.Shared.Rent(MaxUsageBytes);
        piece.CopyTo(_cut.AsSpan(_cutLength));
        _cutLength += piece.Length;
    }

    private void DropCut()
    {
        if (_cut is not null)
        {
            ArrayPool<byte>.Shared.Return(_cut);
            _cut = null;
        }

        _cutLength = 0;
    }
}
