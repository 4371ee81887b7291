using System.Runtime.CompilerServices;

namespace Tollgate.Metering;

/// <summary>
/// Counts tokens of text that no provider counted, from the text's shape alone: words, digits, punctuation, scripts. It is fed
/// the bytes between the quotes of JSON strings, in pieces of any size. The default value is an empty count.
/// </summary>
/// <remarks>
/// The weights are sixteenths of a token, set so that the recordings' reported counts are met in the median; a word of common
/// length is one token, digits go three to a token, an ideograph is a little under one. Deterministic, with no table to load:
/// exact counts need a vendor's rank file.
/// </remarks>
internal struct TokenEstimator
{
    /// <summary>What the marks around a tool call cost beside its name and arguments, in the recordings' median.</summary>
    public const int ToolCallTokens = 12;

    private const int Unit = 16;
    private const int HalfTheUnit = Unit / 2;

    /// <summary>Letters that a common word has at most; the tokenizers split what is longer.</summary>
    private const int WholeWordLetters = 11;
    private const int PieceLetters = 4;

    private long _weight;
    private int _run;
    private TextClass _last;
    private EscapeState _escape;

    /// <summary>Bytes fed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Tokens so far: at least 1 where there is text at all.</summary>
    public readonly long Tokens => Bytes == 0 ? 0 : Math.Max(1, (_weight + HalfTheUnit) / Unit);

    /// <summary>Takes the next bytes of a JSON string, escapes and all.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        Bytes += text.Length;
        foreach (var b in text)
        {
            if (_escape != EscapeState.None)
            {
                AddEscaped(b);
            }
            else if (b == (byte)'\\')
            {
                _escape = EscapeState.Start;
            }
            else
            {
                Add(Classify(b));
            }
        }
    }

    /// <summary>Adds tokens that are no text, such as a chat format's own marks.</summary>
    public void AddTokens(int tokens)
    {
        _weight += (long)tokens * Unit;
        Bytes += tokens;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TextClass Classify(byte b) => b switch
    {
        >= (byte)'a' and <= (byte)'z' => TextClass.Lower,
        (byte)' ' or (byte)'\t' => TextClass.Space,
        >= (byte)'A' and <= (byte)'Z' => TextClass.Upper,
        >= (byte)'0' and <= (byte)'9' => TextClass.Digit,
        (byte)'\n' or (byte)'\r' => TextClass.Newline,
        < 0x80 => TextClass.Mark,
        < 0xC0 => TextClass.Continuation,
        < 0xE0 => TextClass.Alphabet,
        < 0xE3 => TextClass.Symbol,
        < 0xEE => TextClass.Ideograph,
        < 0xF0 => TextClass.Symbol,
        _ => TextClass.Picture,
    };

    private void AddEscaped(byte b)
    {
        switch (_escape)
        {
            case EscapeState.Start when b == (byte)'u':
                _escape = EscapeState.Hex1;
                return;
            case EscapeState.Start:
                _escape = EscapeState.None;
                Add(b is (byte)'n' or (byte)'r' ? TextClass.Newline : b == (byte)'t' ? TextClass.Space : TextClass.Mark);
                return;
            case EscapeState.Hex1:
                // The first hex digit tells the script well enough; half of a surrogate pair is half of a picture.
                Add(b switch
                {
                    (byte)'0' => TextClass.Alphabet,
                    (byte)'2' or (byte)'1' => TextClass.Symbol,
                    (byte)'d' or (byte)'D' => TextClass.Mark,
                    _ => TextClass.Ideograph,
                });
                break;
        }

        _escape = _escape == EscapeState.Hex4 ? EscapeState.None : _escape + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(TextClass next)
    {
        if (next == TextClass.Continuation)
        {
            return;
        }

        // A capital goes on with a word of capitals and starts a new piece after a small letter.
        var goesOn = next == _last || (next == TextClass.Lower && _last == TextClass.Upper);
        _run = goesOn ? _run + 1 : 1;
        _weight += next switch
        {
            TextClass.Lower or TextClass.Upper when _run == 1 => next == TextClass.Upper && _last == TextClass.Lower ? 10 : Unit,
            TextClass.Lower => _run > WholeWordLetters && (_run - WholeWordLetters) % PieceLetters == 1 ? 10 : 0,
            TextClass.Upper => _run % 3 == 0 ? Unit : 0,
            TextClass.Digit => _run % 3 == 1 ? Unit : 0,
            TextClass.Space => _run == 2 ? Unit : 0,
            TextClass.Newline => _run > 1 ? 0 : _last == TextClass.Mark ? 8 : Unit,
            TextClass.Mark => _run == 1 ? 14 : 5,
            TextClass.Alphabet => 6,
            TextClass.Symbol => 14,
            TextClass.Ideograph => 13,
            _ => 2 * Unit,
        };
        _last = next;
    }
}
