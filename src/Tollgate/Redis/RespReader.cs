namespace Tollgate.Redis;

/// <summary>Walks the values of one reply that <see cref="RespFrame"/> has found to be whole. Copies nothing.</summary>
internal ref struct RespReader(ReadOnlySpan<byte> frame)
{
    private readonly ReadOnlySpan<byte> _frame = frame;
    private int _at;

    /// <summary>The number, or how many values an array has.</summary>
    public long Integer { get; private set; }

    /// <summary>The text of a status, an error or a string.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The next value, nested ones one after another.</summary>
    public RespKind Next()
    {
        Bytes = default;
        Integer = 0;
        if (_at >= _frame.Length)
        {
            return RespKind.End;
        }

        var mark = _frame[_at++];
        if (RespFrame.ReadLine(_frame, ref _at, out var line) != RespStatus.Complete)
        {
            throw new InvalidOperationException("The reply is not whole.");
        }

        Bytes = line;
        switch (mark)
        {
            case (byte)'+':
                return RespKind.Status;
            case (byte)'-':
                return RespKind.Error;
            case (byte)'_':
                return RespKind.Null;
            case (byte)'#':
                Integer = line[0] == (byte)'t' ? 1 : 0;
                return RespKind.Integer;
            case (byte)',' or (byte)'(':
                return RespKind.Bytes;
        }

        RespFrame.TryNumber(line, out var number);
        Integer = number;
        switch (mark)
        {
            case (byte)':':
                return RespKind.Integer;
            case (byte)'$' or (byte)'!' or (byte)'=':
                return Text(mark, number);
            default:
                Integer = mark == (byte)'%' ? number * 2 : number;
                return number < 0 ? RespKind.Null : RespKind.Array;
        }
    }

    /// <summary>The next value, which must be a whole number.</summary>
    public bool TryInteger(out long value)
    {
        var isInteger = Next() == RespKind.Integer;
        value = Integer;
        return isInteger;
    }

    private RespKind Text(byte mark, long size)
    {
        if (size < 0)
        {
            Bytes = default;
            return RespKind.Null;
        }

        Bytes = _frame.Slice(_at, (int)size);
        _at += (int)size + 2;
        if (mark == (byte)'=' && Bytes.Length >= 4)
        {
            Bytes = Bytes[4..]; // its format, three letters and a colon
        }

        return mark == (byte)'!' ? RespKind.Error : RespKind.Bytes;
    }
}
