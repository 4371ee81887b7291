using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Cohere;

/// <summary>Writes a conversation as Cohere's messages: results of tools are messages of their own.</summary>
/// <param name="takesThoughts">The model wants its own thoughts back.</param>
/// <param name="notes">Where it says what is left out.</param>
/// <param name="json">Where it writes.</param>
internal sealed class CohereMessages(bool takesThoughts, TranslationNotes notes, JsonOut json)
{
    public void Write(ChatRequest request)
    {
        json.Name("messages"u8);
        json.BeginArray();
        foreach (var turn in request.Turns)
        {
            if (turn.Role == Role.Assistant)
            {
                WriteAnswer(turn);
            }
            else
            {
                WriteResults(turn);
                WriteAsked(turn);
            }
        }

        json.EndArray();
    }

    private void WriteResults(Turn turn)
    {
        for (var i = 0; i < turn.Parts.Count; i++)
        {
            if (turn.Parts[i] is not ToolResultPart result)
            {
                continue;
            }

            foreach (var part in result.Content)
            {
                if (part is MediaPart { PlainText.IsEmpty: true })
                {
                    notes.Lose($"{turn.Path}.content[{i}]", Loss.Content, "Cohere takes text as the result of a tool");
                }
            }

            Begin("tool"u8);
            json.Name("tool_call_id"u8);
            json.String(result.CallId);
            json.Name("content"u8);
            if (result.Json.Length > 0)
            {
                json.Text(result.Json.Span);
            }
            else
            {
                json.String(PartTexts.Join(result.Content));
            }

            json.EndObject();
        }
    }

    /// <summary>What the user, or the application, says besides results.</summary>
    private void WriteAsked(Turn turn)
    {
        var begun = false;
        for (var i = 0; i < turn.Parts.Count; i++)
        {
            if (turn.Parts[i] is ToolResultPart || !CanSay(turn, i))
            {
                continue;
            }

            if (!begun)
            {
                begun = true;
                Begin(turn.Role == Role.System ? "system"u8 : "user"u8);
                json.Name("content"u8);
                json.BeginArray();
            }

            if (turn.Parts[i] is MediaPart { PlainText.IsEmpty: true } media)
            {
                WriteImage(media);
            }
            else
            {
                WriteText(PartTexts.Of(turn.Parts[i]));
            }
        }

        if (begun)
        {
            json.EndArray();
            json.EndObject();
        }
    }

    private bool CanSay(Turn turn, int index)
    {
        if (turn.Parts[index] is not MediaPart media || !media.PlainText.IsEmpty)
        {
            return !PartTexts.Of(turn.Parts[index]).IsEmpty;
        }

        var isImage = media.Kind == MediaKind.Image && turn.Role == Role.User && !(media.Url.IsEmpty && media.Base64.IsEmpty);
        if (!isImage)
        {
            notes.Lose($"{turn.Path}.content[{index}]", Loss.Content, "Cohere takes text, and pictures from the user, only");
        }

        return isImage;
    }

    private void WriteAnswer(Turn turn)
    {
        for (var i = 0; i < turn.Parts.Count; i++)
        {
            if (turn.Parts[i] is MediaPart { PlainText.IsEmpty: true })
            {
                notes.Lose($"{turn.Path}.content[{i}]", Loss.Content, "the model's own turns are text at Cohere");
            }
        }

        var calls = turn.Parts.Exists(part => part is ToolCallPart);
        var text = PartTexts.Join(turn.Parts);
        var thinks = takesThoughts && turn.Parts.Exists(part => part is ReasoningPart { State: null, Text.IsEmpty: false });
        if (text.IsEmpty && !calls && !thinks)
        {
            return;
        }

        Begin("assistant"u8);
        if (thinks || (!calls && !text.IsEmpty))
        {
            json.Name("content"u8);
            json.BeginArray();
            WriteThoughts(turn, thinks);
            if (!calls && !text.IsEmpty)
            {
                WriteText(text);
            }

            json.EndArray();
        }

        if (calls)
        {
            WriteCalls(turn, text);
        }

        json.EndObject();
    }

    private void WriteThoughts(Turn turn, bool thinks)
    {
        foreach (var part in turn.Parts)
        {
            if (thinks && part is ReasoningPart { State: null, Text: { IsEmpty: false } thoughts })
            {
                json.BeginObject();
                json.Name("type"u8);
                json.Ascii("thinking"u8);
                json.Name("thinking"u8);
                json.String(thoughts);
                json.EndObject();
            }
        }
    }

    /// <summary>Calls of tools, with the text before them, which is what the model planned.</summary>
    private void WriteCalls(Turn turn, JsonString plan)
    {
        if (!plan.IsEmpty)
        {
            json.Name("tool_plan"u8);
            json.String(plan);
        }

        json.Name("tool_calls"u8);
        json.BeginArray();
        foreach (var part in turn.Parts)
        {
            if (part is ToolCallPart call)
            {
                json.BeginObject();
                json.Name("id"u8);
                json.String(call.Id);
                json.Name("type"u8);
                json.Ascii("function"u8);
                json.Name("function"u8);
                json.BeginObject();
                json.Name("name"u8);
                json.String(call.Name);
                json.Name("arguments"u8);
                json.Text(call.Arguments.IsEmpty ? "{}"u8 : call.Arguments.Span);
                json.EndObject();
                json.EndObject();
            }
        }

        json.EndArray();
    }

    private void WriteText(JsonString text)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("text"u8);
        json.Name("text"u8);
        json.String(text);
        json.EndObject();
    }

    private void WriteImage(MediaPart media)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("image_url"u8);
        json.Name("image_url"u8);
        json.BeginObject();
        json.Name("url"u8);
        DataUrl.Write(media, "image/png"u8, json);
        json.StringIfAny("detail"u8, media.Detail);
        json.EndObject();
        json.EndObject();
    }

    private void Begin(ReadOnlySpan<byte> role)
    {
        json.BeginObject();
        json.Name("role"u8);
        json.Ascii(role);
    }
}
