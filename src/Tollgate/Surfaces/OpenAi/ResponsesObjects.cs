using Tollgate.Exchange;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Writes the objects that a response is made of.</summary>
internal static class ResponsesObjects
{
    /// <summary>An item as it is now: empty when it is announced, whole when it is done.</summary>
    public static void WriteItem(JsonOut json, ResponsesItem item)
    {
        json.BeginObject();
        json.Name("id"u8);
        json.Ascii(item.Id);
        json.Name("type"u8);
        switch (item.Kind)
        {
            case ResponsesItemKind.Reasoning:
                WriteReasoning(json, item);
                break;
            case ResponsesItemKind.Call or ResponsesItemKind.CustomCall:
                WriteCall(json, item);
                break;
            case ResponsesItemKind.Search:
                WriteSearch(json, item);
                break;
            case ResponsesItemKind.Picture:
                WritePicture(json, item);
                break;
            default:
                WriteMessage(json, item);
                break;
        }

        json.EndObject();
    }

    /// <summary>The only part of a message.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="item">The message.</param>
    /// <param name="isEmpty">As it was before its first piece.</param>
    public static void WritePart(JsonOut json, ResponsesItem item, bool isEmpty)
    {
        json.BeginObject();
        json.Name("type"u8);
        if (item.Kind == ResponsesItemKind.Refusal)
        {
            json.Ascii("refusal"u8);
            json.Name("refusal"u8);
            json.Ascii(isEmpty ? default : item.Text);
        }
        else
        {
            json.Ascii("output_text"u8);
            json.Name("annotations"u8);
            json.BeginArray();
            for (var i = 0; i < item.Annotations.Count && !isEmpty; i++)
            {
                WriteAnnotation(json, item.Annotations[i]);
            }

            json.EndArray();
            WriteLogprobs(json, item, isEmpty);
            json.Name("text"u8);
            json.Ascii(isEmpty ? default : item.Text);
        }

        json.EndObject();
    }

    public static void WriteLogprobs(JsonOut json, ResponsesItem item, bool isEmpty)
    {
        json.Name("logprobs"u8);
        json.BeginArray();
        for (var i = 0; i < item.Logprobs.Count && !isEmpty; i++)
        {
            json.Raw(item.Logprobs[i].Span);
        }

        json.EndArray();
    }

    /// <summary>The only part of a summary.</summary>
    public static void WriteSummaryPart(JsonOut json, ReadOnlySpan<byte> text)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("summary_text"u8);
        json.Name("text"u8);
        json.Ascii(text);
        json.EndObject();
    }

    public static void WriteAnnotation(JsonOut json, in ResponsesAnnotation annotation)
    {
        var citation = annotation.Citation;
        json.BeginObject();
        json.Name("type"u8);
        if (citation.Url.IsEmpty)
        {
            json.Ascii("file_citation"u8);
            json.Name("file_id"u8);
            json.Ascii("document"u8);
            json.Name("index"u8);
            json.Number(Math.Max(0, citation.Document));
            json.Name("filename"u8);
            json.String(citation.Title);
        }
        else
        {
            json.Ascii("url_citation"u8);
            json.Name("url"u8);
            json.String(citation.Url);
            json.Name("start_index"u8);
            json.Number(annotation.Start);
            json.Name("end_index"u8);
            json.Number(annotation.End);
            json.Name("title"u8);
            json.String(citation.Title);
        }

        json.EndObject();
    }

    private static void WriteMessage(JsonOut json, ResponsesItem item)
    {
        json.Ascii("message"u8);
        WriteStatus(json, item);
        json.Name("role"u8);
        json.Ascii("assistant"u8);
        json.Name("content"u8);
        json.BeginArray();
        if (item.IsDone)
        {
            WritePart(json, item, isEmpty: false);
        }

        json.EndArray();
    }

    private static void WriteCall(JsonOut json, ResponsesItem item)
    {
        var isCustom = item.Kind == ResponsesItemKind.CustomCall;
        json.Ascii(isCustom ? "custom_tool_call"u8 : "function_call"u8);
        WriteStatus(json, item);
        json.Name("call_id"u8);
        json.String(item.CallId);
        json.Name("name"u8);
        json.String(item.Name);
        json.Name(isCustom ? "input"u8 : "arguments"u8);
        json.Ascii(isCustom && !item.IsDone ? default : item.Text);
    }

    private static void WriteReasoning(JsonOut json, ResponsesItem item)
    {
        json.Ascii("reasoning"u8);
        json.Name("summary"u8);
        json.BeginArray();
        if (item.IsDone && !item.Text.IsEmpty)
        {
            WriteSummaryPart(json, item.Text);
        }

        json.EndArray();
        if (!item.State.IsEmpty)
        {
            json.Name("encrypted_content"u8);
            json.String(item.State);
        }
    }

    /// <summary>A search. Other providers' looks at single pages are told as searches of nothing: there is no query to show.</summary>
    private static void WriteSearch(JsonOut json, ResponsesItem item)
    {
        json.Ascii("web_search_call"u8);
        var search = item.Search!;
        json.Name("status"u8);
        json.Ascii(!item.IsDone ? "in_progress"u8 : search.Error.IsEmpty ? "completed"u8 : "failed"u8);
        json.Name("action"u8);
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("search"u8);
        json.Name("query"u8);
        json.String(search.Queries.Count > 0 ? search.Queries[0] : default);
        json.Name("queries"u8);
        json.BeginArray();
        foreach (var query in search.Queries)
        {
            json.String(query);
        }

        json.EndArray();
        if (item.IsDone && search.Results.Count > 0)
        {
            json.Name("sources"u8);
            json.BeginArray();
            foreach (var result in search.Results)
            {
                json.BeginObject();
                json.Name("type"u8);
                json.Ascii("url"u8);
                json.Name("url"u8);
                json.String(result.Url);
                json.EndObject();
            }

            json.EndArray();
        }

        json.EndObject();
    }

    private static void WritePicture(JsonOut json, ResponsesItem item)
    {
        json.Ascii("image_generation_call"u8);
        WriteStatus(json, item);
        json.Name("result"u8);
        if (!item.IsDone || item.Picture is not { } picture)
        {
            json.Null();
            return;
        }

        json.String(picture.Base64);
        json.Name("output_format"u8);
        json.Ascii(picture.MediaType.Is("image/jpeg"u8) ? "jpeg"u8 : picture.MediaType.Is("image/webp"u8) ? "webp"u8 : "png"u8);
    }

    private static void WriteStatus(JsonOut json, ResponsesItem item)
    {
        json.Name("status"u8);
        json.Ascii(item switch
        {
            { IsIncomplete: true } => "incomplete"u8,
            { IsDone: true } => "completed"u8,
            _ => "in_progress"u8,
        });
    }
}
