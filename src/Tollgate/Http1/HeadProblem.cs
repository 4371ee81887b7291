namespace Tollgate.Http1;

/// <summary>Why a head was refused. <see cref="HeadProblems.Describe"/> has the status and the words for each.</summary>
internal enum HeadProblem : byte
{
    None,

    // The start line
    EmptyLines,
    RequestLine,
    StatusLine,
    Method,
    Connect,
    Version,
    TargetTooLong,
    Target,
    Fragment,
    AbsoluteForm,

    // The path
    EmptyPathSegment,
    DotSegment,
    Backslash,
    PathCharacter,
    MalformedPercent,
    EncodedUnreserved,
    EncodedControl,
    EncodedSeparator,

    // The field section
    HeadTooLarge,
    TooManyFields,
    BareLineFeed,
    BareCarriageReturn,
    FieldName,
    UnderscoreInName,
    SpaceBeforeColon,
    FoldedLine,
    FieldValue,

    // Fields that decide where the message ends and whom it is for
    MissingHost,
    DuplicateHost,
    InvalidHost,
    ContentLength,
    DuplicateContentLength,
    LengthAndTransferEncoding,
    TransferEncoding,
    UnknownTransferCoding,
    TransferEncodingOnHttp10,
    Connection,
    Expectation,
}
