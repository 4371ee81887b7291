using System.Text;

namespace Tollgate.Http1;

/// <summary>The field section of a head, as offsets. Grows to the largest section it has seen, then allocates no more.</summary>
internal sealed class FieldTable
{
    /// <summary>Options in all Connection fields together. Real clients send one to three; each costs a walk over the fields.</summary>
    private const int MaxConnectionOptions = 32;

    private Field[] _fields = new Field[24];
    private KnownFieldSet _present;
    private KnownFieldSet _repeated;
    private int _sectionEnd;

    public int Count { get; private set; }

    public ref readonly Field this[int index] => ref _fields.AsSpan(0, Count)[index];

    public bool Has(KnownField known) => _present.Contains(known);

    public bool HasMany(KnownField known) => _repeated.Contains(known);

    /// <summary>The first value, or an empty slice.</summary>
    public Slice ValueOf(KnownField known)
    {
        if (!_present.Contains(known)) { return default; }
        foreach (ref readonly var field in _fields.AsSpan(0, Count))
        {
            if (field.Known == known) { return field.Value; }
        }

        return default;
    }

    public int CountOf(KnownField known)
    {
        var count = 0;
        foreach (ref readonly var field in _fields.AsSpan(0, Count))
        {
            if (field.Known == known) { count++; }
        }

        return count;
    }

    /// <summary>Offset behind the CR LF of a line. Lines lie back to back, so it is where the next one begins.</summary>
    public int LineEnd(int index) => index + 1 < Count ? _fields[index + 1].Name.Start : _sectionEnd;

    public void Clear()
    {
        Count = 0;
        _present = default;
        _repeated = default;
    }

    /// <summary>Reads the lines between two offsets; the last one's CR LF lies before <paramref name="end"/>.</summary>
    /// <param name="buffer">The head's buffer.</param>
    /// <param name="at">Offset of the first line.</param>
    /// <param name="end">Offset of the empty line.</param>
    /// <param name="maxFields">More lines than this are refused.</param>
    /// <param name="underscores">Whether names may contain '_': in answers they may, in requests they hide a second name.</param>
    public HeadProblem Read(ReadOnlySpan<byte> buffer, int at, int end, int maxFields, bool underscores)
    {
        Clear();
        _sectionEnd = end;
        var nameBytes = underscores ? Grammar.Token : Grammar.TokenButUnderscore;
        while (at < end)
        {
            if (Count == maxFields) { return HeadProblem.TooManyFields; }
            var length = buffer[at..end].IndexOfAnyExcept(nameBytes);
            if (length <= 0 || buffer[at + length] != ':') { return WhyNoName(buffer[at..end], length); }
            var from = at + length + 1;
            var to = from + buffer[from..end].IndexOfAny(Grammar.NotInValue);
            // The section ends in CR LF, so a control byte is always found, and a CR always has a byte behind it.
            if (buffer[to] != '\r' || buffer[to + 1] != '\n') { return WhyNoValue(buffer[to]); }
            Add(new Field
            {
                Name = new(at, length),
                Value = Trim(buffer, from, to),
                Known = KnownFields.Find(buffer.Slice(at, length)),
            });
            at = to + 2;
        }

        return HeadProblem.None;
    }

    /// <summary>Reads all Connection fields, and marks every field they name as ending at this hop.</summary>
    public HeadProblem ReadConnection(ReadOnlySpan<byte> buffer, out ConnectionOptions options)
    {
        options = ConnectionOptions.None;
        if (!_present.Contains(KnownField.Connection)) { return HeadProblem.None; }
        var seen = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_fields[i].Known is not KnownField.Connection) { continue; }
            var list = _fields[i].Value.Of(buffer);
            while (!list.IsEmpty)
            {
                var option = Grammar.NextOfList(ref list);
                if (option.IsEmpty) { continue; }
                if (++seen > MaxConnectionOptions || option.ContainsAnyExcept(Grammar.Token)) { return HeadProblem.Connection; }
                options |= Option(option);
                EndHere(buffer, option);
            }
        }

        return HeadProblem.None;
    }

    private static ConnectionOptions Option(ReadOnlySpan<byte> option) => option.Length switch
    {
        5 when Ascii.EqualsIgnoreCase(option, "close"u8) => ConnectionOptions.Close,
        7 when Ascii.EqualsIgnoreCase(option, "upgrade"u8) => ConnectionOptions.Upgrade,
        10 when Ascii.EqualsIgnoreCase(option, "keep-alive"u8) => ConnectionOptions.KeepAlive,
        _ => ConnectionOptions.None,
    };

    private static HeadProblem WhyNoName(ReadOnlySpan<byte> line, int length) => length switch
    {
        0 when line[0] is (byte)' ' or (byte)'\t' => HeadProblem.FoldedLine,
        > 0 when line[length] is (byte)' ' or (byte)'\t' => HeadProblem.SpaceBeforeColon,
        >= 0 when line[length] == '_' => HeadProblem.UnderscoreInName,
        >= 0 when line[length] == '\n' => HeadProblem.BareLineFeed,
        _ => HeadProblem.FieldName,
    };

    private static HeadProblem WhyNoValue(byte control) => control switch
    {
        (byte)'\r' => HeadProblem.BareCarriageReturn,
        (byte)'\n' => HeadProblem.BareLineFeed,
        _ => HeadProblem.FieldValue,
    };

    private static Slice Trim(ReadOnlySpan<byte> buffer, int from, int to)
    {
        while (from < to && buffer[from] is (byte)' ' or (byte)'\t') { from++; }
        while (to > from && buffer[to - 1] is (byte)' ' or (byte)'\t') { to--; }
        return new(from, to - from);
    }

    private void Add(in Field field)
    {
        if (Count == _fields.Length) { Array.Resize(ref _fields, _fields.Length * 2); }
        _fields[Count++] = field;
        if (field.Known is KnownField.Other) { return; }
        if (_present.Contains(field.Known)) { _repeated = _repeated.With(field.Known); }
        _present = _present.With(field.Known);
    }

    private void EndHere(ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Count; i++)
        {
            var field = _fields[i];
            if (field.Name.Length == name.Length && Ascii.EqualsIgnoreCase(field.Name.Of(buffer), name))
            {
                _fields[i] = field with { EndsHere = true };
            }
        }
    }
}
