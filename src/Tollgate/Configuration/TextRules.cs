using System.Buffers;
using Tollgate.Forwarding;

namespace Tollgate.Configuration;

/// <summary>What text in a configuration may hold. Nothing that could end a header line or hide in a log passes. No message repeats the text.</summary>
internal static class TextRules
{
    private const int MaxNameLength = 64;
    private const int MaxTextLength = 4096;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~");

    /// <summary>Headers that only the gateway itself writes: framing, hop-by-hop, and what decides how an answer is read.</summary>
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect", "proxy-connection",
        "proxy-authorization", "proxy-authenticate", "accept-encoding", "content-encoding", "content-type", "x-request-id", "traceparent", "tracestate",
    };

    /// <summary>A name that stands in headers and paths: letters, digits, dot, dash, underscore.</summary>
    public static void Name(ConfigFindings findings, string path, string value)
    {
        if (value.Length is 0 or > MaxNameLength || value.AsSpan().ContainsAnyExcept(NameCharacters) || value is "." or "..")
        {
            findings.Error(path, $"must be 1 to {MaxNameLength} letters, digits, dots, dashes or underscores");
        }
    }

    /// <summary>A line of text for people and logs.</summary>
    public static void Line(ConfigFindings findings, string path, string value, int maxLength = MaxTextLength)
    {
        if (value.Trim().Length == 0) { findings.Error(path, "must not be empty"); }
        else if (value.Length > maxLength) { findings.Error(path, $"must not be longer than {maxLength} characters"); }
        else if (value.Any(Unprintable)) { findings.Error(path, "must not hold line breaks or control characters"); }
    }

    /// <summary>A model name, or a pattern where <paramref name="patterns"/> are allowed.</summary>
    public static void Model(ConfigFindings findings, string path, string value, bool patterns)
    {
        Line(findings, path, value, ModelName.MaxLength);
        var star = value.IndexOf('*', StringComparison.Ordinal);
        if (value != value.Trim()) { findings.Error(path, "must not begin or end with a space"); }
        else if (star >= 0 && !patterns) { findings.Error(path, "must be a model name, not a pattern"); }
        else if (star >= 0 && star != value.Length - 1) { findings.Error(path, "may hold * only as its last character"); }
    }

    /// <summary>A credential that goes into a header: visible ASCII.</summary>
    public static void Credential(ConfigFindings findings, string path, Secret secret)
    {
        if (secret.Length > MaxTextLength) { findings.Error(path, $"must not be longer than {MaxTextLength} characters"); }
        else if (secret.Reveal().AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            findings.Error(path, "must be visible ASCII characters, without spaces or line breaks");
        }
    }

    /// <summary>A header value: visible ASCII and inner spaces.</summary>
    public static void HeaderValue(ConfigFindings findings, string path, string value)
    {
        if (value.Length > MaxTextLength) { findings.Error(path, $"must not be longer than {MaxTextLength} characters"); }
        else if (value.AsSpan().ContainsAnyExceptInRange(' ', '~')) { findings.Error(path, "must be printable ASCII characters, without line breaks"); }
        else if (value != value.Trim()) { findings.Error(path, "must not begin or end with a space"); }
    }

    /// <summary>Extra request headers of an upstream. <paramref name="credentialHeader"/> is the one that its credential already takes, or null.</summary>
    public static void Headers(ConfigFindings findings, string path, IReadOnlyDictionary<string, Secret> headers, string? credentialHeader)
    {
        foreach (var (name, value) in headers)
        {
            var at = $"{path}.{name}";
            HeaderName(findings, at, name);
            if (credentialHeader is not null && name.Equals(credentialHeader, StringComparison.OrdinalIgnoreCase))
            {
                findings.Error(at, "is the header that api_key already sets");
            }

            HeaderValue(findings, at, value.Reveal());
        }
    }

    /// <summary>A header name that a configuration may add.</summary>
    public static void HeaderName(ConfigFindings findings, string path, string name)
    {
        if (name.Length is 0 or > MaxNameLength || name.AsSpan().ContainsAnyExcept(TokenCharacters)) { findings.Error(path, "is not a header name"); }
        else if (OwnHeaders.Contains(name)) { findings.Error(path, "is a header that the gateway writes itself"); }
    }

    /// <summary>An address or a CIDR range.</summary>
    public static void Range(ConfigFindings findings, string path, string value)
    {
        if (!Cidr.TryParse(value, out _, out _))
        {
            findings.Error(path, "must be an address or a range such as 10.0.0.0/8, without bits beyond the prefix");
        }
    }

    private static bool Unprintable(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202e' or '\ufffe' or '\uffff' || char.IsSurrogate(c);
}
