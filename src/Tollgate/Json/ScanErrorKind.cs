namespace Tollgate.Json;

/// <summary>Why a JSON body was refused.</summary>
internal enum ScanErrorKind : byte
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Bytes that are not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>The body ends inside a value.</summary>
    UnexpectedEnd,

    /// <summary>A byte that JSON does not allow at this place.</summary>
    UnexpectedByte,

    /// <summary>More than <see cref="JsonScan.MaxDepth"/> nested arrays and objects.</summary>
    TooDeep,

    /// <summary>A control byte inside a string.</summary>
    ControlByte,

    /// <summary>An escape sequence that JSON does not know.</summary>
    BadEscape,

    /// <summary>Half of a surrogate pair in <c>\u</c> escapes.</summary>
    LoneSurrogate,

    /// <summary>A number that breaks the grammar.</summary>
    BadNumber,

    /// <summary>A number beyond the range of a double.</summary>
    NumberRange,

    /// <summary>A key longer than <see cref="JsonScan.MaxKeyBytes"/>.</summary>
    KeyTooLong,

    /// <summary>Something other than white space after the value.</summary>
    TrailingBytes,

    /// <summary>The body is JSON but no object.</summary>
    NotAnObject,

    /// <summary>A field that we read stands there twice: two parsers could pick different ones.</summary>
    DuplicateField,

    /// <summary>A required field is absent or null.</summary>
    Required,

    /// <summary>The field must be a string.</summary>
    MustBeString,

    /// <summary>The field must be true or false.</summary>
    MustBeBoolean,

    /// <summary>The field must be an integer.</summary>
    MustBeInteger,

    /// <summary>The integer does not fit 64 bits.</summary>
    IntegerRange,

    /// <summary>The field must be an object.</summary>
    MustBeObject,

    /// <summary>The field must be an array with at least one element.</summary>
    MustBeNonEmptyArray,

    /// <summary>The field must be a string or an array.</summary>
    MustBeStringOrArray,

    /// <summary>The field is there but empty.</summary>
    MustNotBeEmpty,
}
