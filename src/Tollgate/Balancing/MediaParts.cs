using Tollgate.Surfaces;

namespace Tollgate.Balancing;

/// <summary>
/// Finds pictures and sound in a prompt by the strings that announce them. Within a text quotes are escaped, so what a person writes cannot
/// look like one.
/// </summary>
internal static class MediaParts
{
    /// <summary>What the messages of any dialect hold.</summary>
    /// <param name="prompt">The JSON value that carries the prompt.</param>
    public static RequestNeeds Find(ReadOnlySpan<byte> prompt)
    {
        var needs = RequestNeeds.None;
        if (HasValue(prompt, "\"image"u8) || HasValue(prompt, "\"input_image\""u8))
        {
            needs |= RequestNeeds.Vision;
        }

        if (HasValue(prompt, "\"audio/"u8) || HasValue(prompt, "\"input_audio\""u8))
        {
            needs |= RequestNeeds.Audio;
        }

        return needs;
    }

    /// <summary>Whether the text stands there as the value of a part's <c>type</c> or media type.</summary>
    private static bool HasValue(ReadOnlySpan<byte> json, ReadOnlySpan<byte> value)
    {
        for (var from = 0; json[from..].IndexOf(value) is >= 0 and var at; from += at + value.Length)
        {
            var before = json[..(from + at)].TrimEnd(" \t\r\n"u8);
            if (before is not [.. var name, (byte)':'])
            {
                continue;
            }

            name = name.TrimEnd(" \t\r\n"u8);
            if (name.EndsWith("\"type\""u8) || name.EndsWith("\"mimeType\""u8) || name.EndsWith("\"mime_type\""u8) || name.EndsWith("\"media_type\""u8))
            {
                return true;
            }
        }

        return false;
    }
}
