using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>
/// Tells items of a response, which events name by <c>output_index</c> and which may interleave. What was told in pieces is not told again when
/// the item is done; what was not, is.
/// </summary>
internal sealed class ResponsesItemReader(AnswerSink sink)
{
    private static readonly JsonString EmptyLine = new("\\n\\n"u8.ToArray());
    private static readonly JsonString InputStart = JsonString.Of("{\"input\":\""u8);
    private static readonly JsonString InputEnd = JsonString.Of("\"}"u8);
    private readonly Dictionary<long, Progress> _open = [];
    private int _calls;
    private int _length;
    private bool _reasons;

    /// <summary>Something was told.</summary>
    public bool HasAny { get; private set; }

    /// <summary>Some of it were calls of tools.</summary>
    public bool HasCalls => _calls > 0;

    /// <summary>Searches of the web that were told.</summary>
    public int Searches { get; private set; }

    /// <summary>Takes an event that adds to an item. False where it is of another kind.</summary>
    public bool TryReadDelta(ReadOnlySpan<byte> type, JsonNode root)
    {
        if (!type.EndsWith(".delta"u8))
        {
            return type.SequenceEqual("response.output_text.annotation.added"u8) && TryCite(root);
        }

        var piece = root["delta"u8].Text;
        if (type.SequenceEqual("response.output_text.delta"u8))
        {
            Note(root);
            TellText(piece, root["logprobs"u8]);
        }
        else if (type.SequenceEqual("response.function_call_arguments.delta"u8))
        {
            TellArguments(root, piece);
        }
        else if (type.SequenceEqual("response.custom_tool_call_input.delta"u8))
        {
            TellInput(root, piece);
        }
        else if (type.SequenceEqual("response.reasoning_summary_text.delta"u8))
        {
            TellThoughts(root, root["summary_index"u8], piece, isSummary: true);
        }
        else if (type.SequenceEqual("response.reasoning_text.delta"u8))
        {
            TellThoughts(root, root["content_index"u8], piece, isSummary: false);
        }
        else if (type.SequenceEqual("response.refusal.delta"u8))
        {
            Note(root);
            sink.Refusal(0, piece);
        }

        return true; // sound and what hosted tools do is passed over
    }

    /// <summary>An item begins: <c>response.output_item.added</c>.</summary>
    public void Add(JsonNode root)
    {
        var item = root["item"u8];
        var progress = Progress.None;
        if (IsCall(item))
        {
            progress.Call = BeginCall(item);
            var arguments = item["arguments"u8].Text;
            if (!arguments.IsEmpty && !IsCustom(item))
            {
                progress.IsTold = true;
                sink.ToolArguments(0, progress.Call, arguments);
            }
        }

        _open[IndexOf(root)] = progress;
    }

    /// <summary>An item is done: <c>response.output_item.done</c>, which repeats it whole.</summary>
    public void Done(JsonNode root)
    {
        var item = root["item"u8];
        var progress = _open.Remove(IndexOf(root), out var found) ? found : Progress.None;
        Tell(item, progress);
    }

    /// <summary>An item of which nothing has been told.</summary>
    public void TellWhole(JsonNode item) => Tell(item, Progress.None);

    private void Tell(JsonNode item, Progress progress)
    {
        HasAny = true;
        var type = item["type"u8];
        if (type.Is("message"u8))
        {
            TellMessage(item["content"u8], progress);
        }
        else if (IsCall(item))
        {
            progress.Call = progress.Call < 0 ? BeginCall(item) : progress.Call;
            TellArguments(item, progress);
        }
        else if (type.Is("web_search_call"u8))
        {
            Searches += ResponsesSearchReader.Tell(item, _reasons, sink) ? 1 : 0;
        }
        else if (type.Is("reasoning"u8))
        {
            TellReasoning(item, progress.IsTold);
        }
        else if (type.Is("image_generation_call"u8))
        {
            TellPicture(item);
        }
    }

    private void TellMessage(JsonNode content, Progress progress)
    {
        foreach (var part in content.Items)
        {
            if (part["type"u8].Is("refusal"u8))
            {
                if (!progress.IsTold)
                {
                    sink.Refusal(0, part["refusal"u8].Text);
                }

                continue;
            }

            var start = progress.IsTold ? progress.Start : _length;
            if (!progress.IsTold)
            {
                TellText(part["text"u8].Text, part["logprobs"u8]);
            }

            if (!progress.IsCited)
            {
                foreach (var annotation in part["annotations"u8].Items)
                {
                    Cite(annotation, start);
                }
            }
        }
    }

    private void TellReasoning(JsonNode item, bool isTold)
    {
        if (!isTold)
        {
            TellParts(item["summary"u8], isSummary: true);
            TellParts(item["content"u8], isSummary: false);
        }

        var state = item["encrypted_content"u8].Text;
        if (!state.IsEmpty)
        {
            _reasons = true;
            sink.State(0, new OpaqueState(StateOrigin.OpenAi, state) { Id = item["id"u8].Text });
        }
    }

    private void TellParts(JsonNode parts, bool isSummary)
    {
        var isFirst = true;
        foreach (var part in parts.Items)
        {
            if (!isFirst)
            {
                sink.Reasoning(0, EmptyLine, isSummary);
            }

            sink.Reasoning(0, part["text"u8].Text, isSummary);
            isFirst = false;
        }
    }

    /// <summary>Parts of one item's thoughts are one text, with an empty line between them.</summary>
    private void TellThoughts(JsonNode root, JsonNode part, JsonString piece, bool isSummary)
    {
        var index = IndexOf(root);
        var progress = _open.TryGetValue(index, out var found) ? found : Progress.None;
        var number = part.Whole ?? 0;
        if (progress.IsTold && progress.Part != number)
        {
            sink.Reasoning(0, EmptyLine, isSummary);
        }

        HasAny = true;
        progress.Part = number;
        progress.IsTold = true;
        _open[index] = progress;
        sink.Reasoning(0, piece, isSummary);
    }

    /// <summary>What is left to tell of a call that is done.</summary>
    private void TellArguments(JsonNode item, Progress progress)
    {
        if (IsCustom(item))
        {
            var input = progress.IsTold ? default : item["input"u8].Text;
            if (!progress.IsTold)
            {
                sink.ToolArguments(0, progress.Call, InputStart);
            }

            TellInput(progress.Call, input);
            sink.ToolArguments(0, progress.Call, InputEnd);
        }
        else if (!progress.IsTold && item["arguments"u8].Text is { IsEmpty: false } arguments)
        {
            sink.ToolArguments(0, progress.Call, arguments);
        }
    }

    /// <summary>Free text, around which the neutral answer wants an object (<see cref="CustomTools"/>).</summary>
    private void TellInput(JsonNode root, JsonString piece)
    {
        if (!_open.TryGetValue(IndexOf(root), out var progress) || progress.Call < 0)
        {
            return;
        }

        if (!progress.IsTold)
        {
            sink.ToolArguments(0, progress.Call, InputStart);
        }

        Note(root);
        TellInput(progress.Call, piece);
    }

    /// <summary>Escaped once more: it is a string within the arguments, which are a string themselves.</summary>
    private void TellInput(int call, JsonString piece)
    {
        if (!piece.IsEmpty)
        {
            sink.ToolArguments(0, call, JsonString.Of(piece.Span));
        }
    }

    private void TellArguments(JsonNode root, JsonString piece)
    {
        if (_open.TryGetValue(IndexOf(root), out var progress) && progress.Call >= 0)
        {
            Note(root);
            sink.ToolArguments(0, progress.Call, piece);
        }
    }

    private int BeginCall(JsonNode item)
    {
        HasAny = true;
        var id = item["call_id"u8].Text;
        id = id.IsEmpty ? item["id"u8].Text : id;
        sink.ToolCall(0, _calls, id.IsEmpty ? JsonString.Of($"call_{_calls}") : id, item["name"u8].Text);
        return _calls++;
    }

    /// <summary>Log probabilities are those of the chat format, except that a stream's have no bytes.</summary>
    private void TellText(JsonString text, JsonNode logprobs)
    {
        if (!text.IsEmpty)
        {
            _length += TextLength.Of(text.Span);
            sink.Text(0, text);
        }

        if (logprobs.Length > 0)
        {
            sink.Logprobs(0, logprobs.Raw);
        }
    }

    private void TellPicture(JsonNode item)
    {
        var result = item["result"u8].Text;
        var format = item["output_format"u8];
        if (!result.IsEmpty)
        {
            var type = format.Is("jpeg"u8) ? "image/jpeg"u8 : format.Is("webp"u8) ? "image/webp"u8 : "image/png"u8;
            sink.Media(0, new MediaPart(MediaKind.Image) { MediaType = new JsonString(type.ToArray()), Base64 = result });
        }
    }

    private bool TryCite(JsonNode root)
    {
        HasAny = true;
        var index = IndexOf(root);
        var progress = _open.TryGetValue(index, out var found) ? found : Progress.None;
        _open[index] = progress with { IsCited = true };
        Cite(root["annotation"u8], root["content_index"u8].Whole is > 0 ? -1 : progress.Start);
        return true;
    }

    /// <summary>A citation.</summary>
    /// <param name="annotation">It, with its place in its part's text.</param>
    /// <param name="start">Where that text begins in all of the answer's; -1 where that is not known.</param>
    private void Cite(JsonNode annotation, int start)
    {
        if (annotation["type"u8].Is("url_citation"u8))
        {
            var citation = new Citation(annotation["url"u8].Text, annotation["title"u8].Text, default);
            sink.Cite(0, CitedPlace.Of(citation, annotation, start));
        }
        else if (annotation["type"u8].Is("file_citation"u8) || annotation["type"u8].Is("container_file_citation"u8))
        {
            sink.Cite(0, new Citation(default, annotation["filename"u8].Text, default));
        }
    }

    /// <summary>A piece of the item is told.</summary>
    private void Note(JsonNode root)
    {
        HasAny = true;
        var index = IndexOf(root);
        var progress = _open.TryGetValue(index, out var found) ? found : Progress.None;
        if (!progress.IsTold)
        {
            _open[index] = progress with { IsTold = true, Start = _length };
        }
    }

    private static bool IsCall(JsonNode item) => item["type"u8].Is("function_call"u8) || item["type"u8].Is("custom_tool_call"u8);

    private static bool IsCustom(JsonNode item) => item["type"u8].Is("custom_tool_call"u8);

    private static long IndexOf(JsonNode root) => root["output_index"u8].Whole ?? -1;

    /// <summary>How far an item is.</summary>
    private record struct Progress
    {
        /// <summary>Number of the call; -1 for none.</summary>
        public int Call { get; set; }

        /// <summary>The part of its thoughts that was told last; -1 for none.</summary>
        public long Part { get; set; }

        /// <summary>Text, refusal, thoughts or arguments came in pieces.</summary>
        public bool IsTold { get; set; }

        /// <summary>Where its text begins in all of the answer's, in code points; -1 where none was told in pieces.</summary>
        public int Start { get; set; }

        /// <summary>So did citations.</summary>
        public bool IsCited { get; set; }

        /// <summary>Nothing has been told.</summary>
        public static Progress None => new() { Call = -1, Part = -1, Start = -1 };
    }
}
