namespace Tollgate.Http1;

/// <summary>A set of <see cref="KnownField"/>, one bit each.</summary>
internal readonly record struct KnownFieldSet(ulong Low, ulong High)
{
    /// <summary>A set of the given fields.</summary>
    public static KnownFieldSet Of(params ReadOnlySpan<KnownField> fields)
    {
        var set = default(KnownFieldSet);
        foreach (var field in fields) { set = set.With(field); }
        return set;
    }

    public bool Contains(KnownField field) => (((field < (KnownField)64 ? Low : High) >> ((int)field & 63)) & 1) != 0;

    public KnownFieldSet With(KnownField field)
    {
        var bit = 1UL << ((int)field & 63);
        return field < (KnownField)64 ? new(Low | bit, High) : new(Low, High | bit);
    }

    public KnownFieldSet Without(KnownFieldSet others) => new(Low & ~others.Low, High & ~others.High);

    public KnownFieldSet And(KnownFieldSet others) => new(Low | others.Low, High | others.High);
}
