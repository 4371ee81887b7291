using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>Blocks of content that are written alike in a whole answer and where a stream begins them.</summary>
internal static class MessagesBlock
{
    /// <summary>A call of a tool, but for its input.</summary>
    public static void WriteCall(JsonOut json, JsonString id, JsonString name)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("tool_use"u8);
        json.Name("id"u8);
        json.String(id);
        json.Name("name"u8);
        json.String(name);
        json.Name("caller"u8);
        json.Raw("{\"type\":\"direct\"}"u8);
        json.Name("input"u8);
    }

    /// <summary>Thoughts that nobody may read.</summary>
    public static void WriteRedacted(JsonOut json, JsonString data)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("redacted_thinking"u8);
        json.Name("data"u8);
        json.String(data);
        json.EndObject();
    }

    /// <summary>The signature that a note is for the client: this vendor's as it is, others in an envelope.</summary>
    public static JsonString SignatureOf(OpaqueState? state) =>
        state is null ? default : state.Origin == StateOrigin.Anthropic ? state.Data : StateEnvelope.Wrap(state);

    /// <summary>
    /// What stands for a picture or a sound in an answer, as this format has no place for either: text that leads to it, the way Markdown does.
    /// </summary>
    public static JsonString TextOf(MediaPart media)
    {
        var text = new MemoryStream();
        text.Write(media.Kind == MediaKind.Image ? "!["u8 : "["u8);
        text.Write(media.Name.IsEmpty ? WordFor(media.Kind) : media.Name.Span);
        text.Write("]("u8);
        if (!media.Url.IsEmpty)
        {
            text.Write(media.Url.Span);
        }
        else if (!media.Base64.IsEmpty)
        {
            text.Write("data:"u8);
            text.Write(media.MediaType.Span);
            text.Write(";base64,"u8);
            text.Write(media.Base64.Span);
        }

        text.Write(")"u8);
        return new JsonString(text.ToArray());
    }

    private static ReadOnlySpan<byte> WordFor(MediaKind kind) => kind switch
    {
        MediaKind.Image => "image"u8,
        MediaKind.Audio => "audio"u8,
        MediaKind.Video => "video"u8,
        _ => "file"u8,
    };
}
