using System.Text;

namespace Tollgate.Metering.Bpe;

/// <summary>
/// Cuts text into the pieces that a byte-pair encoding encodes each by itself, character by character as it comes. It decides as the published
/// patterns do with their looking ahead and back: it waits with a piece until the characters behind it can not change it any more.
/// </summary>
/// <remarks>
/// The patterns, from tiktoken's <c>openai_public.py</c>, are in <c>SplitterPatterns</c> of the tests, which hold both against each other. A piece of
/// more than <see cref="MaxPieceBytes"/>, such as a megabyte of one letter, is cut there: that costs a token or two in a thousand, and bounds memory and time.
/// </remarks>
internal abstract class PieceSplitter
{
    /// <summary>Longest piece, in bytes. Words and gaps are shorter; only runs of one sign, or of a script without spaces, come near.</summary>
    public const int MaxPieceBytes = 4096;

    /// <summary>Pieces that may be pending at most: a word, what was cut off it, an apostrophe and its letter.</summary>
    protected const int MaxPending = 4;

    private const int UsualPieceBytes = 128;

    /// <summary>A piece that is longer has no room for one more character.</summary>
    private const int CapBytes = MaxPieceBytes - sizeof(int);

    private byte[] _piece = new byte[UsualPieceBytes];
    private int _length;

    /// <summary>White: the end of the last line end. A word: the end of the last letter without case. Behind a word: its end.</summary>
    private int _cut;

    /// <summary>White: where its last character begins.</summary>
    private int _last;
    private int _digits;
    private SplitState _state;

    /// <summary>How it cuts; set before the first text.</summary>
    protected SplitRules Rules { get; set; } = SplitRules.O200K;

    /// <summary>What has come of the piece at hand.</summary>
    protected ReadOnlySpan<byte> Pending => _piece.AsSpan(0, _length);

    /// <summary>The text is over; what comes next is another text.</summary>
    public void End()
    {
        if (_state == SplitState.Start)
        {
            return;
        }

        Span<int> ends = stackalloc int[MaxPending];
        var count = PendingEnds(ends);
        var from = 0;
        foreach (var end in ends[..count])
        {
            Hand(from, end);
            from = end;
        }

        Forget();
    }

    /// <summary>Gives the memory of a long piece back.</summary>
    public void Trim()
    {
        Forget();
        if (_piece.Length > UsualPieceBytes)
        {
            _piece = new byte[UsualPieceBytes];
        }
    }

    /// <summary>Drops the piece at hand.</summary>
    protected void Forget() => (_state, _length) = (SplitState.Start, 0);

    /// <summary>Takes a whole piece.</summary>
    protected abstract void Take(ReadOnlySpan<byte> piece);

    /// <summary>Where the pieces of <see cref="Pending"/> would end if the text ended here.</summary>
    protected int PendingEnds(Span<int> ends)
    {
        var count = 0;
        if (_state is SplitState.White or SplitState.Upper or SplitState.WordTick or SplitState.WordTickLetter && _cut > 0 && _cut < _length)
        {
            ends[count++] = _cut;
        }

        if (_length > 0)
        {
            ends[count++] = _length;
        }

        return count;
    }

    /// <summary>Takes the next small letters of ASCII, as many as go with the word at hand; returns how many.</summary>
    protected int TakeSmall(ReadOnlySpan<byte> text)
    {
        if (_state is not (SplitState.Lower or SplitState.Letters))
        {
            return 0;
        }

        var room = Math.Min(_piece.Length, CapBytes + 1) - _length;
        if (room <= 0)
        {
            return 0;
        }

        text = text[..Math.Min(text.Length, room)];
        var length = text.IndexOfAnyExceptInRange((byte)'a', (byte)'z');
        length = length < 0 ? text.Length : length;
        text[..length].CopyTo(_piece.AsSpan(_length));
        _length += length;
        return length;
    }

    /// <summary>Takes the next character.</summary>
    protected void TakeRune(int rune)
    {
        var kind = RuneClasses.Of(rune);
        if (kind == RuneClass.Mark && !Rules.IsCased)
        {
            kind = RuneClass.Other;
        }

        while (!TryGoOn(kind, rune))
        {
            // The piece has been handed on: the character is looked at again as one behind it.
        }
    }

    /// <summary>Adds the character to the piece at hand. False where it does not belong to it: then the state has changed.</summary>
    private bool TryGoOn(RuneClass kind, int rune) => _state switch
    {
        SplitState.Start => Begin(kind, rune),
        SplitState.White => TryWhite(kind, rune),
        SplitState.Prefix => TryPrefix(kind, rune),
        SplitState.Letters => kind is RuneClass.Lower or RuneClass.Upper or RuneClass.Caseless ? AddToRun(rune) : HandAll(),
        SplitState.Upper => TryUpper(kind, rune),
        SplitState.Lower => kind is RuneClass.Lower or RuneClass.Caseless or RuneClass.Mark ? AddToRun(rune) : TryTick(rune) || HandAll(),
        SplitState.Digits => TryDigit(kind, rune),
        SplitState.Signs => kind is RuneClass.Other or RuneClass.Mark ? AddToRun(rune)
            : kind == RuneClass.Newline ? AddToRun(rune, SplitState.SignsTail) : HandAll(),
        SplitState.SignsTail => kind == RuneClass.Newline || (rune == '/' && Rules.HasSlashTail) ? AddToRun(rune) : HandAll(),
        SplitState.Tick => TryContraction(rune, SplitState.TickLetter, 0),
        SplitState.WordTick => TryContraction(rune, SplitState.WordTickLetter, _cut),
        SplitState.TickLetter => TryContractionEnd(rune, 0),
        _ => TryContractionEnd(rune, _cut),
    };

    private bool Begin(RuneClass kind, int rune)
    {
        switch (kind)
        {
            case RuneClass.Newline or RuneClass.White:
                (_cut, _last) = (0, 0);
                _state = SplitState.White;
                return TryWhite(kind, rune);
            case RuneClass.Number:
                _digits = 0;
                _state = SplitState.Digits;
                return TryDigit(kind, rune);
            case RuneClass.Other:
                Add(rune);
                _state = rune == '\'' && Rules is { HasContractions: true, IsCased: false } ? SplitState.Tick : SplitState.Prefix;
                return true;
            default:
                return BeginWord(kind, rune);
        }
    }

    /// <summary>The first letter, behind what may stand before a word.</summary>
    private bool BeginWord(RuneClass kind, int rune)
    {
        _cut = 0;
        Add(rune);
        if (!Rules.IsCased)
        {
            _state = SplitState.Letters;
            return true;
        }

        _state = kind == RuneClass.Lower ? SplitState.Lower : SplitState.Upper;
        _cut = kind is RuneClass.Caseless or RuneClass.Mark ? _length : 0;
        return true;
    }

    private bool TryWhite(RuneClass kind, int rune)
    {
        if (kind is RuneClass.White or RuneClass.Newline)
        {
            Cap();
            _last = _length;
            Add(rune);
            _cut = kind == RuneClass.Newline ? _length : _cut;
            return true;
        }

        // A piece ends with the last line end; of what follows it the last character stays for what comes next, where that may have it.
        var (cut, last) = (_cut, Math.Max(_cut, _last));
        Hand(0, cut);
        Hand(cut, last);
        Keep(last);
        if (_length > 0)
        {
            if (IsWord(kind))
            {
                return BeginWord(kind, rune);
            }

            if (kind == RuneClass.Other && _piece[0] == (byte)' ')
            {
                return AddToRun(rune, SplitState.Signs);
            }
        }

        return HandAll();
    }

    private bool TryPrefix(RuneClass kind, int rune) =>
        IsWord(kind) ? BeginWord(kind, rune)
        : kind == RuneClass.Other ? AddToRun(rune, SplitState.Signs)
        : kind == RuneClass.Newline ? AddToRun(rune, SplitState.SignsTail)
        : HandAll();

    private bool TryUpper(RuneClass kind, int rune)
    {
        switch (kind)
        {
            case RuneClass.Upper:
                return AddToRun(rune);
            case RuneClass.Lower:
                return AddToRun(rune, SplitState.Lower);
            case RuneClass.Caseless or RuneClass.Mark:
                AddToRun(rune);
                _cut = _length;
                return true;
        }

        // The pattern wants a small letter or one without case at a word's end, and only words all of capitals go without.
        if (_cut > 0 && _cut < _length)
        {
            Hand(0, _cut);
            Keep(_cut);
        }

        return TryTick(rune) || HandAll();
    }

    private bool TryDigit(RuneClass kind, int rune)
    {
        if (kind != RuneClass.Number || _digits == Rules.Digits)
        {
            return HandAll();
        }

        _digits++;
        Add(rune);
        return true;
    }

    /// <summary>An apostrophe behind a word, which a contraction may begin with.</summary>
    private bool TryTick(int rune)
    {
        if (rune != '\'' || !Rules.HasContractions)
        {
            return false;
        }

        _cut = _length;
        Add(rune);
        _state = SplitState.WordTick;
        return true;
    }

    /// <summary>The character behind an apostrophe; <paramref name="word"/> is where the word before that ends.</summary>
    private bool TryContraction(int rune, SplitState more, int word)
    {
        switch (rune | 0x20)
        {
            case 's' or 'd' or 'm' or 't':
            case 0x17F: // the long s, which is an s to a pattern that looks at no case
                Add(rune);
                HandAll();
                return true;
            case 'l' or 'v' or 'r':
                Add(rune);
                _state = more;
                return true;
        }

        Hand(0, word);
        Keep(word);
        _state = SplitState.Prefix;
        return false;
    }

    private bool TryContractionEnd(int rune, int word)
    {
        var first = _piece[_length - 1];
        if ((rune | 0x20) == ((first | 0x20) == 'l' ? 'l' : 'e'))
        {
            Add(rune);
            HandAll();
            return true;
        }

        Hand(0, word);
        Keep(word);
        _cut = 0;
        _state = !Rules.IsCased ? SplitState.Letters : first < 'a' ? SplitState.Upper : SplitState.Lower;
        return false;
    }

    private static bool IsWord(RuneClass kind) => kind >= RuneClass.Upper;

    private bool AddToRun(int rune, SplitState next)
    {
        _state = next;
        return AddToRun(rune);
    }

    /// <summary>Adds to a piece of any length.</summary>
    private bool AddToRun(int rune)
    {
        Cap();
        Add(rune);
        return true;
    }

    /// <summary>Cuts a piece that is as long as one may be.</summary>
    private void Cap()
    {
        if (_length > CapBytes)
        {
            Hand(0, _length);
            (_length, _cut, _last) = (0, 0, 0);
        }
    }

    private void Add(int rune)
    {
        if (_length + sizeof(int) > _piece.Length)
        {
            Array.Resize(ref _piece, _piece.Length * 2);
        }

        if (rune < 0x80)
        {
            _piece[_length++] = (byte)rune;
        }
        else
        {
            _length += new Rune(rune).EncodeToUtf8(_piece.AsSpan(_length));
        }
    }

    /// <summary>Hands all of it on. False, since the character at hand is not in it.</summary>
    private bool HandAll()
    {
        Hand(0, _length);
        _length = 0;
        _state = SplitState.Start;
        return false;
    }

    private void Hand(int from, int to)
    {
        if (to > from)
        {
            Take(_piece.AsSpan(from, to - from));
        }
    }

    /// <summary>Keeps what begins here.</summary>
    private void Keep(int from)
    {
        if (from > 0)
        {
            _piece.AsSpan(from, _length - from).CopyTo(_piece);
            _length -= from;
        }
    }
}
