using System.Text;

namespace Tollgate.Metering.Bpe;

/// <summary>
/// Counts the tokens of text by a vocabulary. It is fed the bytes between the quotes of JSON strings, escapes and all, in pieces of any size: how
/// they are cut makes no difference. Reusable; nothing is allocated in the usual case. What looks like a special token is text.
/// </summary>
internal sealed class BpeCounter : PieceSplitter
{
    private BpeVocabulary _vocabulary = null!;
    private long _tokens;
    private long _lookups;
    private EscapeState _escape;
    private int _hex;

    /// <summary>The first half of a surrogate pair, whose second half may follow; 0 for none.</summary>
    private int _half;

    /// <summary>Bytes that the character at hand still needs.</summary>
    private int _missing;
    private int _rune;
    private int _least;

    /// <summary>Tokens so far, as if the text ended here.</summary>
    public long Tokens => _tokens + CountPending();

    /// <summary>Look-ups in the vocabulary so far, the measure of what it costs.</summary>
    public long Lookups => _lookups;

    /// <summary>Begins to count by this vocabulary.</summary>
    public void Begin(BpeVocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        Rules = vocabulary.Rules;
        (_tokens, _lookups) = (0, 0);
        DropCharacter();
        Forget();
    }

    /// <summary>Takes the next bytes of a JSON string.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (_escape == EscapeState.None && (_missing | _half) == 0)
            {
                text = text[TakeSmall(text)..];
                if (text.IsEmpty)
                {
                    return;
                }
            }

            AddByte(text[0]);
            text = text[1..];
        }
    }

    /// <summary>A text is over; what comes next is another one.</summary>
    public void EndText()
    {
        FinishCharacter();
        End();
    }

    protected override void Take(ReadOnlySpan<byte> piece) => _tokens += BpeMerge.Count(_vocabulary, piece, ref _lookups);

    private long CountPending()
    {
        Span<int> ends = stackalloc int[MaxPending];
        var count = PendingEnds(ends);
        var tokens = 0L;
        var from = 0;
        var lookups = 0L;
        foreach (var end in ends[..count])
        {
            tokens += BpeMerge.Count(_vocabulary, Pending[from..end], ref lookups);
            from = end;
        }

        return tokens;
    }

    private void AddByte(byte b)
    {
        if (_escape != EscapeState.None)
        {
            AddEscaped(b);
        }
        else if (_missing > 0)
        {
            AddContinuation(b);
        }
        else if (b == (byte)'\\')
        {
            _escape = EscapeState.Start;
        }
        else if (b < 0x80)
        {
            TakeWhole(b);
        }
        else
        {
            BeginCharacter(b);
        }
    }

    private void AddEscaped(byte b)
    {
        if (_escape == EscapeState.Start)
        {
            _hex = 0;
            _escape = b == (byte)'u' ? EscapeState.Hex1 : EscapeState.None;
            if (b != (byte)'u')
            {
                TakeWhole(b switch { (byte)'n' => '\n', (byte)'t' => '\t', (byte)'r' => '\r', (byte)'b' => '\b', (byte)'f' => '\f', _ => b & 0x7F });
            }

            return;
        }

        var digit = b | 0x20;
        _hex = (_hex << 4) | ((digit <= '9' ? b : digit - 'a' + 10) & 0xF);
        if (_escape++ == EscapeState.Hex4)
        {
            _escape = EscapeState.None;
            AddUnit(_hex);
        }
    }

    /// <summary>A character of the escaped kind, or half of one.</summary>
    private void AddUnit(int unit)
    {
        if (char.IsLowSurrogate((char)unit) && _half != 0)
        {
            var rune = char.ConvertToUtf32((char)_half, (char)unit);
            _half = 0;
            TakeRune(rune);
        }
        else if (char.IsHighSurrogate((char)unit))
        {
            DropHalf();
            _half = unit;
        }
        else
        {
            TakeWhole(char.IsLowSurrogate((char)unit) ? Rune.ReplacementChar.Value : unit);
        }
    }

    private void BeginCharacter(byte b)
    {
        DropHalf();
        (_missing, _rune, _least) = b switch
        {
            >= 0xC2 and < 0xE0 => (1, b & 0x1F, 0x80),
            >= 0xE0 and < 0xF0 => (2, b & 0x0F, 0x800),
            >= 0xF0 and < 0xF5 => (3, b & 0x07, 0x10000),
            _ => (0, 0, 0),
        };
        if (_missing == 0)
        {
            TakeRune(Rune.ReplacementChar.Value);
        }
    }

    private void AddContinuation(byte b)
    {
        if ((b & 0xC0) != 0x80)
        {
            FinishCharacter();
            AddByte(b);
            return;
        }

        _rune = (_rune << 6) | (b & 0x3F);
        if (--_missing == 0)
        {
            TakeRune(_rune >= _least && Rune.IsValid(_rune) ? _rune : Rune.ReplacementChar.Value);
        }
    }

    private void TakeWhole(int rune)
    {
        DropHalf();
        TakeRune(rune);
    }

    /// <summary>A half without its other half, or a character cut short, counts as one that is not known.</summary>
    private void FinishCharacter()
    {
        DropHalf();
        if (_missing > 0)
        {
            _missing = 0;
            TakeRune(Rune.ReplacementChar.Value);
        }

        DropCharacter();
    }

    private void DropHalf()
    {
        if (_half != 0)
        {
            _half = 0;
            TakeRune(Rune.ReplacementChar.Value);
        }
    }

    private void DropCharacter() => (_escape, _half, _missing) = (EscapeState.None, 0, 0);
}
