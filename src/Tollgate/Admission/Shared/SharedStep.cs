namespace Tollgate.Admission.Shared;

/// <summary>How far taking one entry has come.</summary>
internal enum SharedStep : byte
{
    /// <summary>Nothing happened yet, or all of it.</summary>
    None,

    /// <summary>Taken: it needs nobody else, or permits were in hand.</summary>
    AtHand,

    /// <summary>Redis is asked.</summary>
    Asked,
}
