using System.Runtime.CompilerServices;
using Tollgate.Metering.Bpe;

namespace Tollgate.Metering;

/// <summary>
/// Counts tokens of text that no provider counted: by the model's own vocabulary where there is one, else from the text's shape alone, by words,
/// digits, punctuation, scripts. It is fed the bytes between the quotes of JSON strings, in pieces of any size. The default value is an empty count.
/// </summary>
/// <remarks>
/// The weights are sixteenths of a token, set so that the recordings' reported counts are met in the median; a word of common
/// length is one token, digits go three to a token, an ideograph is a little under one. Deterministic, with no table to load:
/// exact counts need a vendor's rank file. A vocabulary counts the beginning;
/// what is too much for it is estimated, and put right by what the estimate was worth so far.
/// </remarks>
/// <param name="exact">Counts by a vocabulary, begun; null to estimate.</param>
/// <param name="exactBytes">Text that it counts at most.</param>
internal struct TokenEstimator(BpeCounter? exact, int exactBytes)
{

    /// <summary>What the marks around a tool call cost beside its name and arguments, in the recordings' median.</summary>
    public const int ToolCallTokens = 12;

    private const int Unit = 16;
    private const int HalfTheUnit = Unit / 2;

    /// <summary>Letters that a common word has at most; the tokenizers split what is longer.</summary>
    private const int WholeWordLetters = 11;
    private const int PieceLetters = 4;

    private readonly BpeCounter? _exact = exact;
    private readonly int _exactBytes = exactBytes;
    private long _weight;

    /// <summary>Of the weight, what the vocabulary has counted too.</summary>
    private long _exactWeight;
    private long _marks;
    private int _kind;
    private int _run;
    private TextClass _last;
    private EscapeState _escape;

    /// <summary>Bytes fed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Tokens so far: at least 1 where there is text at all.</summary>
    public readonly long Tokens => Bytes == 0 ? 0 : Math.Max(1, _marks + (_exact is null ? (_weight + HalfTheUnit) / Unit : CountExactly()));

    /// <summary>Takes the next bytes of a JSON string, escapes and all.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        if (_exact is not null && Bytes < _exactBytes)
        {
            var length = (int)Math.Min(text.Length, _exactBytes - Bytes);
            _exact.Add(text[..length]);
            Weigh(text[..length]);
            _exactWeight = _weight;
            text = text[length..];
        }

        Weigh(text);
    }

    /// <summary>
    /// What comes next goes on with the text before it where both are of the same kind; else it is a text of its own. Which kinds there are is the
    /// caller's affair.
    /// </summary>
    public void GoOn(int kind)
    {
        if (_kind != kind)
        {
            EndText();
            _kind = kind;
        }
    }

    /// <summary>What comes next is another text.</summary>
    public readonly void EndText() => _exact?.EndText();

    /// <summary>Adds tokens that are no text, such as a chat format's own marks.</summary>
    public void AddTokens(int tokens)
    {
        EndText();
        _marks += tokens;
        Bytes += tokens;
    }

    private void Weigh(ReadOnlySpan<byte> text)
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

    private readonly long CountExactly()
    {
        var (counted, rest) = (_exact!.Tokens, _weight - _exactWeight);
        return rest == 0 ? counted : counted + (long)((Int128)rest * (_exactWeight == 0 ? 1 : counted) / (_exactWeight == 0 ? Unit : _exactWeight));
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
