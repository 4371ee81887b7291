using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Json;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>Writes an answer that the client wants whole: a <c>message</c>.</summary>
internal static class MessagesAnswer
{
    public static void Write(ChatAnswer answer, AnswerContext context)
    {
        var json = context.Out;
        var choice = answer.Choices.Count > 0 ? answer.Choices[0] : new ChatChoice();
        var (calls, refused, searches) = (false, false, 0);
        json.BeginObject();
        MessagesHead.Write(answer.Start, context);
        json.Name("content"u8);
        json.BeginArray();
        foreach (var part in choice.Parts)
        {
            calls |= part is ToolCallPart;
            refused |= part is RefusalPart;
            if (part is SearchPart search)
            {
                WriteSearch(search, context, searches++);
            }
            else
            {
                WritePart(part, json);
            }
        }

        json.EndArray();
        MessagesHead.WriteStop(json, choice.Finish, choice.StopSequence, calls, refused);
        json.Name("usage"u8);
        MessagesUsage.Write(answer.Usage, context, isTotal: true);
        json.EndObject();
    }

    private static void WriteSearch(SearchPart search, AnswerContext context, int number)
    {
        foreach (var block in MessagesSearch.BlocksOf(search, context, number))
        {
            MessagesSearch.WriteWhole(block, context.Out);
        }

        if (search.State is { Origin: not StateOrigin.AnthropicSearch } foreign)
        {
            WriteThinking(default, foreign, context.Out);
        }
    }

    private static void WritePart(Part part, JsonOut json)
    {
        switch (part)
        {
            case TextPart text:
                WriteText(text.Text, text.Citations, json);
                break;
            case RefusalPart refusal:
                WriteText(refusal.Text, [], json);
                break;
            case MediaPart media:
                WriteText(MessagesBlock.TextOf(media), [], json);
                break;
            case ReasoningPart { State.Origin: StateOrigin.AnthropicRedacted } redacted:
                WriteThinking(redacted.Text, null, json);
                MessagesBlock.WriteRedacted(json, redacted.State.Data);
                break;
            case ReasoningPart reasoning:
                WriteThinking(reasoning.Text, reasoning.State, json);
                break;
            case ToolCallPart call:
                WriteCall(call, json);
                break;
        }
    }

    private static void WriteText(JsonString text, IReadOnlyList<Citation> citations, JsonOut json)
    {
        if (text.IsEmpty)
        {
            return;
        }

        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("text"u8);
        json.Name("text"u8);
        json.String(text);
        if (citations.Count > 0)
        {
            json.Name("citations"u8);
            json.BeginArray();
            foreach (var citation in citations)
            {
                MessagesCitations.Write(citation, json);
            }

            json.EndArray();
        }

        json.EndObject();
    }

    private static void WriteThinking(JsonString text, OpaqueState? state, JsonOut json)
    {
        if (text.IsEmpty && state is null)
        {
            return;
        }

        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("thinking"u8);
        json.Name("thinking"u8);
        json.String(text);
        json.Name("signature"u8);
        json.String(MessagesBlock.SignatureOf(state));
        json.EndObject();
    }

    private static void WriteCall(ToolCallPart call, JsonOut json)
    {
        MessagesBlock.WriteCall(json, call.Id, call.Name);
        var scan = new JsonScan(call.Arguments.Span);
        scan.SkipWhite();
        if (call.Arguments.IsEmpty)
        {
            json.Raw("{}"u8);
        }
        else if (!call.IsBroken && scan.Current == (byte)'{')
        {
            json.Raw(call.Arguments.Span);
        }
        else
        {
            // The model's slip, wrapped the way this vendor's own guide to unfinished input has it.
            json.BeginObject();
            json.Name("INVALID_JSON"u8);
            json.Text(call.Arguments.Span);
            json.EndObject();
        }

        json.EndObject();
    }
}
