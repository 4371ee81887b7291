namespace Tollgate.Metering.Bpe;

/// <summary>Kinds of characters that the patterns of the byte-pair encodings tell apart.</summary>
internal enum RuneClass : byte
{
    /// <summary>None of the others: punctuation, signs, controls.</summary>
    Other,

    /// <summary>CR and LF.</summary>
    Newline,

    /// <summary>Other white space.</summary>
    White,

    /// <summary>Numbers of every script (<c>\p{N}</c>).</summary>
    Number,

    /// <summary>Capitals and title-case letters (<c>\p{Lu}\p{Lt}</c>).</summary>
    Upper,

    /// <summary>Small letters (<c>\p{Ll}</c>).</summary>
    Lower,

    /// <summary>Letters without case (<c>\p{Lm}\p{Lo}</c>).</summary>
    Caseless,

    /// <summary>Combining marks (<c>\p{M}</c>).</summary>
    Mark,
}
