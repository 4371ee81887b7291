namespace Tollgate.Metering;

/// <summary>Counts the tokens of a prompt that no provider counted: the texts of its JSON, the names of its fields left out.</summary>
internal static class PromptEstimate
{
    /// <summary>Longer strings are data (images, files in base64), which providers do not count as text.</summary>
    private const int MaxTextBytes = 1 << 20;

    /// <summary>Tokens of a prompt.</summary>
    /// <param name="json">The prompt's value as it stands in the request: a string, or messages and parts.</param>
    public static long Count(ReadOnlySpan<byte> json)
    {
        var estimate = default(TokenEstimator);
        while (true)
        {
            var open = json.IndexOf((byte)'"');
            if (open < 0)
            {
                return estimate.Tokens;
            }

            json = json[(open + 1)..];
            var length = EndOfString(json);
            var text = json[..length];
            json = json[Math.Min(json.Length, length + 1)..];
            var isName = json.TrimStart(" \t\r\n"u8) is [(byte)':', ..];
            if (!isName && length <= MaxTextBytes && !text.StartsWith("data:"u8))
            {
                estimate.Add(text);
            }
        }
    }

    private static int EndOfString(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (true)
        {
            var found = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
            {
                return text.Length;
            }

            at += found;
            if (text[at] == (byte)'"')
            {
                return at;
            }

            at = Math.Min(text.Length, at + 2);
        }
    }
}
