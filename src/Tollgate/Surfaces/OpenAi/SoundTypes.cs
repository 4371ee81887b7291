using System.Buffers;
using System.Text;
using Tollgate.Exchange.Forms;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>What a recording is: by the type that the client gives it, else by the end of its name, by which OpenAI's API goes.</summary>
internal static class SoundTypes
{
    private static readonly SearchValues<char> Legal = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.+-");

    /// <summary>A media type; null where neither tells.</summary>
    public static string? Of(FormPart file)
    {
        var type = Encoding.UTF8.GetString(file.MediaType.Span).ToLowerInvariant();
        if (IsSound(type))
        {
            return type is "audio/x-wav" or "audio/wave" or "audio/vnd.wave" ? "audio/wav" : type;
        }

        var name = Encoding.UTF8.GetString(file.FileName.Span).ToLowerInvariant();
        return name[(name.LastIndexOf('.') + 1)..] switch
        {
            "wav" => "audio/wav",
            "mp3" or "mpga" or "mpeg" => "audio/mp3",
            "m4a" or "mp4" => "audio/mp4",
            "ogg" or "oga" or "opus" => "audio/ogg",
            "flac" => "audio/flac",
            "webm" => "audio/webm",
            "aac" => "audio/aac",
            "aif" or "aiff" => "audio/aiff",
            _ => null,
        };
    }

    /// <summary>It goes into another format as it is: nothing but a type's own characters.</summary>
    private static bool IsSound(string type) =>
        (type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("video/", StringComparison.Ordinal))
        && !type.AsSpan("audio/".Length).ContainsAnyExcept(Legal);
}
