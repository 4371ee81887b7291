using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Reads the content of a message: a string, or a list of parts.</summary>
internal static class ChatPartReader
{
    /// <summary>Reads a message's content.</summary>
    /// <param name="content">It; missing and null are nothing.</param>
    /// <param name="path">The message's path.</param>
    /// <param name="into">Takes its parts.</param>
    /// <param name="notes">Takes what is wrong with it.</param>
    public static void Read(JsonNode content, string path, List<Part> into, TranslationNotes notes)
    {
        if (content.IsString)
        {
            into.Add(new TextPart(content.Text));
            return;
        }

        if (content.Exists && !content.IsArray)
        {
            notes.Refuse(path + ".content", "it must be a string or a list of parts");
            return;
        }

        var number = 0;
        foreach (var part in content.Items)
        {
            if (ReadPart(part, $"{path}.content[{number++}]", notes) is { } read)
            {
                var mark = part["cache_control"u8];
                into.Add(mark.IsObject ? read with { CacheMark = mark.Raw } : read);
            }
        }
    }

    private static Part? ReadPart(JsonNode part, string path, TranslationNotes notes)
    {
        if (part.IsString)
        {
            return new TextPart(part.Text);
        }

        var type = part["type"u8];
        Part? read = type.Is("text"u8) || type.Is("input_text"u8) || type.Is("output_text"u8) ? ReadText(part["text"u8])
            : type.Is("image_url"u8) ? ReadAddress(MediaKind.Image, part["image_url"u8])
            : type.Is("video_url"u8) ? ReadAddress(MediaKind.Video, part["video_url"u8])
            : type.Is("input_audio"u8) ? ReadAudio(part["input_audio"u8])
            : type.Is("file"u8) ? ReadFile(part["file"u8])
            : type.Is("refusal"u8) ? new RefusalPart(part["refusal"u8].Text)
            : type.Is("thinking"u8) ? ReadThinking(part)
            : null;
        if (read is null)
        {
            notes.Refuse(path, type.IsString ? "its type is not known, or what the type needs is missing" : "a part needs a type");
        }

        return read;
    }

    private static TextPart? ReadText(JsonNode text) => text.IsString ? new TextPart(text.Text) : null;

    private static MediaPart? ReadAddress(MediaKind kind, JsonNode value)
    {
        var url = value.IsString ? value.Text : value["url"u8].Text;
        if (url.IsEmpty)
        {
            return null;
        }

        var detail = value["detail"u8].Text;
        return DataUrl.TrySplit(url, out var mediaType, out var base64)
            ? new MediaPart(kind) { MediaType = mediaType, Base64 = base64, Detail = detail }
            : new MediaPart(kind) { Url = url, Detail = detail };
    }

    private static MediaPart? ReadAudio(JsonNode audio)
    {
        var text = audio["data"u8].Text;
        if (text.IsEmpty)
        {
            return null;
        }

        var format = audio["format"u8];
        var mediaType = format.Is("mp3"u8) ? JsonString.Of("audio/mpeg"u8)
            : format.IsString ? JsonString.Of("audio/" + format.Text)
            : JsonString.Of("audio/wav"u8);
        return DataUrl.TrySplit(text, out var written, out var base64)
            ? new MediaPart(MediaKind.Audio) { MediaType = format.IsString ? mediaType : written, Base64 = base64 }
            : new MediaPart(MediaKind.Audio) { MediaType = mediaType, Base64 = text };
    }

    private static MediaPart? ReadFile(JsonNode file)
    {
        var name = file["filename"u8].Text;
        var id = file["file_id"u8].Text;
        var text = file["file_data"u8].Text;
        if (!id.IsEmpty)
        {
            return new MediaPart(MediaKind.File) { FileId = id, Name = name };
        }

        if (text.IsEmpty)
        {
            return null;
        }

        if (DataUrl.TrySplit(text, out var mediaType, out var base64))
        {
            return new MediaPart(MediaKind.File) { MediaType = mediaType, Base64 = base64, Name = name };
        }

        return text.Span.StartsWith("http"u8)
            ? new MediaPart(MediaKind.File) { Url = text, Name = name }
            : new MediaPart(MediaKind.File) { MediaType = JsonString.Of("application/pdf"u8), Base64 = text, Name = name };
    }

    /// <summary>Mistral's way to send thoughts back: a part among the others.</summary>
    private static ReasoningPart? ReadThinking(JsonNode part)
    {
        var thinking = part["thinking"u8];
        return thinking.IsString ? new ReasoningPart(thinking.Text)
            : thinking[0]["text"u8] is { IsString: true } text ? new ReasoningPart(text.Text)
            : null;
    }
}
