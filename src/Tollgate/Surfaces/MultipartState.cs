namespace Tollgate.Surfaces;

/// <summary>What a <see cref="MultipartModelScan"/> knows of its form so far.</summary>
internal enum MultipartState : byte
{
    /// <summary>More bytes are needed.</summary>
    Reading,

    /// <summary>The closing boundary has come.</summary>
    Complete,

    /// <summary>The body breaks the rules of a form, or names its model in a way that two readers could take differently.</summary>
    Malformed,

    /// <summary>A part's head or a read field is longer than any client's.</summary>
    TooLarge,

    /// <summary>A field that we read is given twice.</summary>
    Duplicate,
}
