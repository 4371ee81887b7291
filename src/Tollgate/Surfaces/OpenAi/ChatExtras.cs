using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>What stands beside an answer's text: citations, pictures, sound.</summary>
internal static class ChatExtras
{
    /// <summary>An element of <c>annotations</c>. Where the provider does not say where in the text it belongs, both indexes are 0.</summary>
    public static void WriteCitation(JsonOut json, Citation citation)
    {
        var isUrl = !citation.Url.IsEmpty || citation.Document < 0;
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(isUrl ? "url_citation"u8 : "file_citation"u8);
        json.Name(isUrl ? "url_citation"u8 : "file_citation"u8);
        json.BeginObject();
        if (isUrl)
        {
            json.Name("url"u8);
            json.String(citation.Url);
            json.Name("start_index"u8);
            json.Number(citation.HasPlace ? citation.Start : 0);
            json.Name("end_index"u8);
            json.Number(citation.HasPlace ? citation.End : 0);
        }
        else
        {
            json.Name("index"u8);
            json.Number(citation.Document);
        }

        json.Name("title"u8);
        json.String(citation.Title);
        if (!citation.Quote.IsEmpty)
        {
            json.Name("content"u8);
            json.String(citation.Quote);
        }

        json.EndObject();
        json.EndObject();
    }

    /// <summary>An element of <c>images</c>, an extension that OpenRouter brought into use.</summary>
    public static void WriteImage(JsonOut json, MediaPart part, int index)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("image_url"u8);
        json.Name("image_url"u8);
        json.BeginObject();
        json.Name("url"u8);
        DataUrl.Write(part, default, json);
        json.EndObject();
        json.Name("index"u8);
        json.Number(index);
        json.EndObject();
    }

    /// <summary>The value of <c>audio</c>.</summary>
    public static void WriteAudio(JsonOut json, MediaPart part, AnswerContext context)
    {
        json.BeginObject();
        json.Name("id"u8);
        json.BeginText();
        json.Piece("audio_"u8);
        json.Piece(context.RequestId.Span);
        json.EndText();
        json.Name("data"u8);
        json.String(part.Base64);
        json.Name("transcript"u8);
        json.String(part.PlainText);
        json.Name("expires_at"u8);
        json.Number(context.UnixSeconds);
        json.EndObject();
    }
}
