using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes the content of a message.</summary>
internal sealed class ChatPartWriter(ChatQuirks quirks, TranslationNotes notes, JsonOut json)
{
    /// <summary>Writes the value of <c>content</c>: a string where one will do, which every copy takes.</summary>
    /// <param name="parts">The parts; at least one.</param>
    /// <param name="isSystem">Instructions, which are joined: few copies take them in parts.</param>
    /// <param name="path">The message's path.</param>
    public void WriteContent(List<Part> parts, bool isSystem, string path)
    {
        var isText = parts.TrueForAll(part => part is TextPart);
        var hasMarks = parts.Exists(part => !part.CacheMark.IsEmpty);
        if (hasMarks && !quirks.TakesCacheMarks)
        {
            notes.Lose("cache_control", Loss.Setting, "this provider caches by itself");
            hasMarks = false;
        }

        if (isText && !hasMarks && (isSystem || parts.Count == 1))
        {
            WriteJoined(parts, "\\n\\n"u8);
            return;
        }

        json.BeginArray();
        foreach (var part in parts)
        {
            WritePart(part, path);
        }

        json.EndArray();
    }

    /// <summary>Writes texts as one string.</summary>
    /// <param name="parts">The texts; others are left out.</param>
    /// <param name="between">What parts them, as it stands in JSON.</param>
    public void WriteJoined(IReadOnlyList<Part> parts, ReadOnlySpan<byte> between)
    {
        var isFirst = true;
        json.BeginText();
        foreach (var part in parts)
        {
            if (part is TextPart text)
            {
                json.Bytes.Write(isFirst ? default : between);
                json.Piece(text.Text);
                isFirst = false;
            }
        }

        json.EndText();
    }

    /// <summary>Writes a cache mark, or notes that it is lost.</summary>
    public static void WriteMark(ReadOnlyMemory<byte> mark, ChatQuirks quirks, TranslationNotes notes, JsonOut json)
    {
        if (quirks.TakesCacheMarks)
        {
            json.Name("cache_control"u8);
            json.Raw(mark.Span);
        }
        else
        {
            notes.Lose("cache_control", Loss.Setting, "this provider caches by itself");
        }
    }

    private void WritePart(Part part, string path)
    {
        switch (part)
        {
            case TextPart text:
                WriteText(text.Text, part);
                break;
            case MediaPart { PlainText.IsEmpty: false } plain:
                WriteText(plain.PlainText, part);
                break;
            case MediaPart media when FieldOf(media, path) is { } field:
                json.BeginObject();
                Type(field);
                new ChatFields(json, quirks, notes).Name(field);
                WriteMedia(media);
                End(part);
                break;
        }
    }

    /// <summary>The part's type; null, noted as lost, where the format or the provider has none for it.</summary>
    private string? FieldOf(MediaPart media, string path)
    {
        var field = media switch
        {
            { Kind: MediaKind.Image, FileId.IsEmpty: true } => "image_url",
            { Kind: MediaKind.Audio, Base64.IsEmpty: false } => "input_audio",
            { Kind: MediaKind.Video, FileId.IsEmpty: true } when quirks.TakesVideo => "video_url",
            { Kind: MediaKind.File, Url.IsEmpty: true } => "file",
            _ => null,
        };
        if (field is not null && !quirks.Refuses.Contains(field, StringComparer.Ordinal))
        {
            return field;
        }

        notes.Lose(path + ".content", Loss.Content, $"this provider takes no {media.Kind} given in this way");
        return null;
    }

    private void WriteText(JsonString text, Part part)
    {
        json.BeginObject();
        Type("text");
        json.Name("text"u8);
        json.String(text);
        End(part);
    }

    private void WriteMedia(MediaPart media)
    {
        json.BeginObject();
        switch (media.Kind)
        {
            case MediaKind.Audio:
                json.Name("data"u8);
                json.String(media.Base64);
                json.Name("format"u8);
                json.Text(AudioFormat(media.MediaType));
                break;
            case MediaKind.File when !media.FileId.IsEmpty:
                json.Name("file_id"u8);
                json.String(media.FileId);
                break;
            case MediaKind.File:
                json.Name("filename"u8);
                json.String(media.Name.IsEmpty ? new JsonString("file.pdf"u8.ToArray()) : media.Name); // required with content
                json.Name("file_data"u8);
                DataUrl.Write(media, default, json);
                break;
            default:
                json.Name("url"u8);
                DataUrl.Write(media, default, json);
                json.StringIfAny("detail"u8, media.Detail);
                break;
        }

        json.EndObject();
    }

    private static ReadOnlySpan<byte> AudioFormat(JsonString mediaType)
    {
        var type = mediaType.Decode().Span;
        var subtype = type[(type.IndexOf((byte)'/') + 1)..];
        return subtype.SequenceEqual("mpeg"u8) ? "mp3"u8
            : subtype.IsEmpty || subtype.StartsWith("x-wav"u8) || subtype.StartsWith("wav"u8) ? "wav"u8
            : subtype;
    }

    private void Type(string type)
    {
        json.Name("type"u8);
        json.Text(type);
    }

    private void End(Part part)
    {
        if (!part.CacheMark.IsEmpty && quirks.TakesCacheMarks)
        {
            json.Name("cache_control"u8);
            json.Raw(part.CacheMark.Span);
        }

        json.EndObject();
    }
}
