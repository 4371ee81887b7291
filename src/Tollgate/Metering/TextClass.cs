namespace Tollgate.Metering;

/// <summary>Kinds of characters that tokenizers treat alike.</summary>
internal enum TextClass : byte
{
    /// <summary>Before the first character.</summary>
    None,

    /// <summary>a to z.</summary>
    Lower,

    /// <summary>A to Z.</summary>
    Upper,

    /// <summary>0 to 9.</summary>
    Digit,

    /// <summary>Space and tab.</summary>
    Space,

    /// <summary>LF and CR.</summary>
    Newline,

    /// <summary>Other ASCII.</summary>
    Mark,

    /// <summary>Two-byte characters: accented Latin, Cyrillic, Greek, Hebrew, Arabic.</summary>
    Alphabet,

    /// <summary>Three-byte characters outside East Asia: Indic scripts, typographic signs.</summary>
    Symbol,

    /// <summary>East Asian characters.</summary>
    Ideograph,

    /// <summary>Four-byte characters: emoji and rare ideographs.</summary>
    Picture,

    /// <summary>Any byte of a character but its first.</summary>
    Continuation,
}
