using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Reads what a message or a tool's output of a responses request says: a string, or a list of parts.</summary>
internal static class ResponsesContent
{
    private static readonly SearchValues<byte> Base64Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_"u8);

    public static void Read(JsonNode content, string path, List<Part> into, TranslationNotes notes)
    {
        if (content.IsString)
        {
            into.Add(new TextPart(content.Text));
        }
        else if (!content.IsArray)
        {
            notes.Refuse(path, "it must be a string or an array of parts");
        }

        var i = 0;
        foreach (var part in content.Items)
        {
            ReadPart(part, $"{path}[{i++}]", into, notes);
        }
    }

    /// <summary>The texts of a reasoning item's parts as one, with an empty line between them.</summary>
    public static JsonString Join(JsonNode parts)
    {
        if (parts.Length <= 1)
        {
            return parts[0]["text"u8].Text;
        }

        var text = new ArrayBufferWriter<byte>();
        foreach (var part in parts.Items)
        {
            var piece = part["text"u8].Text;
            if (!piece.IsEmpty && text.WrittenCount > 0)
            {
                text.Write("\\n\\n"u8);
            }

            text.Write(piece.Span);
        }

        return new JsonString(text.WrittenMemory);
    }

    /// <summary>Base64 without anything around it: what goes into other formats must not end their strings.</summary>
    public static bool TryBase64(JsonString text, out JsonString base64)
    {
        base64 = new JsonString(text.Decode());
        return !base64.IsEmpty && base64.Span.IndexOfAnyExcept(Base64Letters) < 0;
    }

    private static void ReadPart(JsonNode part, string path, List<Part> into, TranslationNotes notes)
    {
        var type = part["type"u8];
        if (type.Is("input_text"u8) || type.Is("output_text"u8) || type.Is("text"u8))
        {
            if (!part["text"u8].IsString)
            {
                notes.Refuse(path + ".text", "it must be a string");
            }

            into.Add(new TextPart(part["text"u8].Text));
        }
        else if (type.Is("refusal"u8))
        {
            into.Add(new RefusalPart(part["refusal"u8].Text));
        }
        else if (type.Is("input_image"u8))
        {
            ReadImage(part, path, into, notes);
        }
        else if (type.Is("input_file"u8))
        {
            ReadFile(part, path, into, notes);
        }
        else if (type.Is("input_audio"u8))
        {
            ReadAudio(part["input_audio"u8], path, into, notes);
        }
        else
        {
            notes.Lose(path, Loss.Content, "parts of this type cannot be translated");
        }
    }

    private static void ReadImage(JsonNode part, string path, List<Part> into, TranslationNotes notes)
    {
        var address = part["image_url"u8];
        var url = address.IsObject ? address["url"u8].Text : address.Text;
        var media = new MediaPart(MediaKind.Image) { Detail = part["detail"u8].Text };
        AddMedia(media, url, part["file_id"u8].Text, path + ".image_url", into, notes);
    }

    private static void ReadFile(JsonNode part, string path, List<Part> into, TranslationNotes notes)
    {
        var media = new MediaPart(MediaKind.File) { Name = part["filename"u8].Text };
        var content = part["file_data"u8].Text;
        if (!content.IsEmpty && !content.Span.StartsWith("data:"u8) && TryBase64(content, out var base64))
        {
            into.Add(media with { MediaType = new JsonString("application/pdf"u8.ToArray()), Base64 = base64 });
            return;
        }

        var address = content.IsEmpty ? part["file_url"u8].Text : content;
        AddMedia(media, address, part["file_id"u8].Text, path + (content.IsEmpty ? ".file_url" : ".file_data"), into, notes);
    }

    private static void ReadAudio(JsonNode audio, string path, List<Part> into, TranslationNotes notes)
    {
        var isMp3 = audio["format"u8].Is("mp3"u8);
        if (!TryBase64(audio["data"u8].Text, out var base64) || (!isMp3 && !audio["format"u8].Is("wav"u8)))
        {
            notes.Refuse(path + ".input_audio", "it must have data in base64 and a format, wav or mp3");
            return;
        }

        var type = isMp3 ? "audio/mpeg"u8 : "audio/wav"u8;
        into.Add(new MediaPart(MediaKind.Audio) { MediaType = new JsonString(type.ToArray()), Base64 = base64 });
    }

    private static void AddMedia(MediaPart media, JsonString url, JsonString fileId, string path, List<Part> into, TranslationNotes notes)
    {
        if (url.IsEmpty && !fileId.IsEmpty)
        {
            into.Add(media with { FileId = fileId });
        }
        else if (DataUrl.TrySplit(url, out var type, out var base64) && TryBase64(base64, out base64))
        {
            into.Add(media with { MediaType = type, Base64 = base64 });
        }
        else if (url.IsEmpty || url.Decode().Span.StartsWith("data:"u8))
        {
            notes.Refuse(path, "it must be an address, or data:TYPE;base64,DATA");
        }
        else
        {
            into.Add(media with { Url = url });
        }
    }
}
