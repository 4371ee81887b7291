using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Reads <c>inlineData</c> and <c>fileData</c>.</summary>
internal static class RequestMedia
{
    /// <summary>The part's picture, sound or file; null where it has none.</summary>
    public static MediaPart? Of(JsonNode part, string path, TranslationNotes notes)
    {
        if (GeminiField.Get(part, "inlineData"u8) is { IsObject: true } bytes)
        {
            ReportDetails(part, path, notes);
            var type = GeminiField.Get(bytes, "mimeType"u8).Text;
            if (type.IsEmpty)
            {
                notes.Refuse($"{path}.inlineData.mimeType", "what it is has to be said");
            }

            return new MediaPart(MediaKinds.Of(type))
            {
                MediaType = type,
                Base64 = Base64Text.Standard(bytes["data"u8].Text),
                Name = GeminiField.Get(bytes, "displayName"u8).Text,
            };
        }

        if (GeminiField.Get(part, "fileData"u8) is { IsObject: true } file)
        {
            ReportDetails(part, path, notes);
            var type = GeminiField.Get(file, "mimeType"u8).Text;
            return new MediaPart(MediaKinds.Of(type)) { MediaType = type, Url = GeminiField.Get(file, "fileUri"u8).Text };
        }

        return null;
    }

    private static void ReportDetails(JsonNode part, string path, TranslationNotes notes)
    {
        if (GeminiField.Get(part, "videoMetadata"u8).Exists)
        {
            notes.Lose($"{path}.videoMetadata", Loss.Setting, "only Google has it");
        }

        if (GeminiField.Get(part, "mediaResolution"u8).Exists)
        {
            notes.Lose($"{path}.mediaResolution", Loss.Setting, "only Google has it");
        }
    }
}
