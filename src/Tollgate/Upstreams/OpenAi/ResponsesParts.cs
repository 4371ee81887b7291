using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes parts of a message, or of a tool's output, of a responses request.</summary>
internal static class ResponsesParts
{
    /// <summary>Text that the model said, or was told.</summary>
    public static void WriteText(JsonString text, bool isOutput, JsonOut json)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(isOutput ? "output_text"u8 : "input_text"u8);
        json.Name("text"u8);
        json.String(text);
        json.EndObject();
    }

    /// <summary>A picture or a file. What the format has no part for is reported.</summary>
    public static void WriteMedia(MediaPart media, string path, TranslationNotes notes, JsonOut json)
    {
        if (!media.FileId.IsEmpty && !media.FileId.Span.StartsWith("file-"u8))
        {
            notes.Lose(path, Loss.Content, "a file that another provider keeps");
            return;
        }

        switch (media.Kind)
        {
            case MediaKind.Image:
                WriteImage(media, json);
                break;
            case MediaKind.File when !media.PlainText.IsEmpty:
                WriteText(media.PlainText, isOutput: false, json);
                break;
            case MediaKind.File:
                WriteFile(media, json);
                break;
            default:
                notes.Lose(path, Loss.Content, "OpenAI's responses take no sound and no films");
                break;
        }
    }

    private static void WriteImage(MediaPart media, JsonOut json)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("input_image"u8);
        if (!media.FileId.IsEmpty)
        {
            json.Name("file_id"u8);
            json.String(media.FileId);
        }
        else
        {
            json.Name("image_url"u8);
            DataUrl.Write(media, "image/png"u8, json);
        }

        json.StringIfAny("detail"u8, media.Detail);
        json.EndObject();
    }

    private static void WriteFile(MediaPart media, JsonOut json)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("input_file"u8);
        if (!media.FileId.IsEmpty)
        {
            json.Name("file_id"u8);
            json.String(media.FileId);
        }
        else if (media.Base64.IsEmpty)
        {
            json.Name("file_url"u8);
            json.String(media.Url);
        }
        else
        {
            json.Name("filename"u8); // data without a name is refused
            json.String(media.Name.IsEmpty ? JsonString.Of("file"u8) : media.Name);
            json.Name("file_data"u8);
            DataUrl.Write(media, "application/pdf"u8, json);
        }

        json.EndObject();
    }
}
