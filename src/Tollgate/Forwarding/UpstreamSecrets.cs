using System.Text;

namespace Tollgate.Forwarding;

/// <summary>Finds what is secret in an upstream's header lines: all that is configured, but for fields of vendors that say what is wanted.</summary>
internal static class UpstreamSecrets
{
    /// <summary>A shorter word is not hidden: it would be found where it is meant as another.</summary>
    public const int LeastBytes = 8;

    private static readonly string[] Open = ["anthropic-", "openai-", "accept", "content-", "user-agent", "x-stainless-"];

    /// <summary>The secret words of whole header lines, the longest first.</summary>
    public static byte[][] Of(byte[] lines) =>
    [
        .. Encoding.ASCII.GetString(lines).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !Array.Exists(Open, name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
            .SelectMany(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(word => word.Length >= LeastBytes)
            .SelectMany(Forms)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(word => word.Length)
            .Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>A secret that a request was sent with, in all its forms.</summary>
    public static IEnumerable<byte[]> FormsOf(ReadOnlySpan<byte> secret) => Forms(Encoding.ASCII.GetString(secret)).Distinct(StringComparer.Ordinal).Select(Encoding.ASCII.GetBytes);

    /// <summary>As it is, and as some write in JSON what they need not escape.</summary>
    private static string[] Forms(string word) =>
    [
        word,
        word.Replace("/", "\\/", StringComparison.Ordinal),
        word.Replace("+", "\\u002B", StringComparison.Ordinal),
        word.Replace("+", "\\u002b", StringComparison.Ordinal),
        word.Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002B", StringComparison.Ordinal),
    ];
}
