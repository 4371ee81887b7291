namespace Tollgate.Metering;

/// <summary>Place inside a JSON escape that a piece of text may end in.</summary>
internal enum EscapeState : byte
{
    /// <summary>Outside.</summary>
    None,

    /// <summary>After the backslash.</summary>
    Start,

    /// <summary>Before the first hex digit.</summary>
    Hex1,

    /// <summary>Before the second.</summary>
    Hex2,

    /// <summary>Before the third.</summary>
    Hex3,

    /// <summary>Before the fourth.</summary>
    Hex4,
}
