namespace Tollgate.Http1;

/// <summary>Status and message of each <see cref="HeadProblem"/>.</summary>
internal static class HeadProblems
{
    /// <summary>Status to answer a client with, and a sentence that names the rule and never the bytes that broke it.</summary>
    public static (int Status, string Message) Describe(HeadProblem problem) => problem switch
    {
        HeadProblem.EmptyLines => (400, "Too many empty lines before the request."),
        HeadProblem.StatusLine => (400, "The status line is malformed."),
        HeadProblem.Method => (400, "The method must be 1 to 16 upper-case letters."),
        HeadProblem.Connect => (400, "CONNECT is not supported."),
        HeadProblem.Version => (505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."),
        HeadProblem.TargetTooLong => (414, "The request target is too long."),
        HeadProblem.Target => (400, "The request target is malformed."),
        HeadProblem.Fragment => (400, "The request target must not contain a fragment."),
        HeadProblem.AbsoluteForm =>
            (400, "An absolute request target must be http or https, have a path, and name the same host as the Host field."),
        HeadProblem.EmptyPathSegment => (400, "The path must not contain an empty segment."),
        HeadProblem.DotSegment => (400, "The path must not contain dot segments."),
        HeadProblem.Backslash => (400, "The path must not contain a backslash."),
        HeadProblem.PathCharacter => (400, "The path contains a character that must be percent-encoded."),
        HeadProblem.MalformedPercent => (400, "The path contains a malformed percent-encoding."),
        HeadProblem.EncodedUnreserved => (400, "The path percent-encodes a character that needs no encoding."),
        HeadProblem.EncodedControl => (400, "The path must not contain an encoded control character."),
        HeadProblem.EncodedSeparator => (400, "The path must not contain an encoded slash or backslash."),
        HeadProblem.HeadTooLarge => (431, "The header fields are too large."),
        HeadProblem.TooManyFields => (431, "There are too many header fields."),
        HeadProblem.BareLineFeed => (400, "Lines must end in CR LF."),
        HeadProblem.BareCarriageReturn => (400, "A CR must be followed by LF."),
        HeadProblem.FieldName => (400, "A header field name is malformed."),
        HeadProblem.UnderscoreInName => (400, "Header field names must not contain underscores."),
        HeadProblem.SpaceBeforeColon => (400, "There must be no space between a header field name and its colon."),
        HeadProblem.FoldedLine => (400, "Folded header lines are not accepted."),
        HeadProblem.FieldValue => (400, "A header field value contains a control character."),
        HeadProblem.MissingHost => (400, "The Host field is missing."),
        HeadProblem.DuplicateHost => (400, "The Host field is given more than once."),
        HeadProblem.InvalidHost => (400, "The Host field is invalid."),
        HeadProblem.ContentLength => (400, "The Content-Length field is invalid."),
        HeadProblem.DuplicateContentLength => (400, "The Content-Length field is given more than once."),
        HeadProblem.LengthAndTransferEncoding => (400, "Content-Length and Transfer-Encoding exclude each other."),
        HeadProblem.TransferEncoding => (400, "The Transfer-Encoding field is invalid: only one, and only chunked."),
        HeadProblem.UnknownTransferCoding => (501, "The only transfer coding understood is chunked."),
        HeadProblem.TransferEncodingOnHttp10 => (400, "Transfer-Encoding is not part of HTTP/1.0."),
        HeadProblem.Connection => (400, "The Connection field is invalid."),
        HeadProblem.Expectation => (417, "The only expectation understood is 100-continue."),
        _ => (400, "The request line is malformed."),
    };
}
