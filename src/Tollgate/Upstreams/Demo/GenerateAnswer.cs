using Tollgate.Loops;

namespace Tollgate.Upstreams.Demo;

/// <summary>Gemini's generateContent.</summary>
internal static class GenerateAnswer
{
    public static void Write(DemoReply reply, DemoPrompt prompt, DemoText said) =>
        WritePart(reply, prompt, said, prompt.ToolCall is null ? said.Text : default(ReadOnlySpan<char>), isLast: true);

    /// <summary>A stream of events, or a JSON array that arrives part by part, as Gemini does where no <c>alt=sse</c> is given.</summary>
    public static async LoopTask<bool> StreamAsync(DemoReply reply, DemoPrompt prompt, DemoText said, bool asEvents)
    {
        await reply.BeginStreamAsync(asEvents ? "text/event-stream" : "application/json; charset=UTF-8");
        var at = 0;
        var isFirst = true;
        while (prompt.ToolCall is null && said.Next(ref at, out var piece))
        {
            Begin(reply, asEvents, isFirst);
            isFirst = false;
            WritePart(reply, prompt, said, piece, isLast: at == said.Text.Length);
            End(reply, asEvents, isLast: at == said.Text.Length);
            if (!await reply.PaceAsync())
            {
                return false;
            }
        }

        if (isFirst)
        {
            Begin(reply, asEvents, isFirst: true);
            WritePart(reply, prompt, said, default, isLast: true);
            End(reply, asEvents, isLast: true);
        }

        return await reply.EndStreamAsync();
    }

    private static void Begin(DemoReply reply, bool asEvents, bool isFirst)
    {
        if (asEvents)
        {
            reply.BeginEvent();
            return;
        }

        reply.BeginPiece();
        reply.Output.Write(isFirst ? "["u8 : ",\r\n"u8);
    }

    private static void End(DemoReply reply, bool asEvents, bool isLast)
    {
        if (asEvents)
        {
            reply.EndEvent();
            return;
        }

        reply.EndPiece();
        if (isLast)
        {
            reply.Output.Write("]"u8);
        }

        reply.EndChunk();
    }

    private static void WritePart(DemoReply reply, DemoPrompt prompt, DemoText said, ReadOnlySpan<char> text, bool isLast)
    {
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteStartArray("candidates"u8);
        json.WriteStartObject();
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        json.WriteStartObject();
        if (prompt.ToolCall is { } call)
        {
            json.WriteStartObject("functionCall"u8);
            json.WriteString("name"u8, call.Name);
            json.WritePropertyName("args"u8);
            json.WriteRawValue(call.Arguments);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("text"u8, text);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("role"u8, "model"u8);
        json.WriteEndObject();
        if (isLast)
        {
            json.WriteString("finishReason"u8, said.IsCut ? "MAX_TOKENS"u8 : "STOP"u8);
        }

        json.WriteNumber("index"u8, 0);
        json.WriteEndObject();
        json.WriteEndArray();
        var output = ChatAnswer.OutputTokens(prompt, said);
        json.WriteStartObject("usageMetadata"u8);
        json.WriteNumber("promptTokenCount"u8, prompt.InputTokens);
        json.WriteNumber("candidatesTokenCount"u8, output);
        json.WriteNumber("totalTokenCount"u8, prompt.InputTokens + output);
        json.WriteEndObject();
        json.WriteString("modelVersion"u8, prompt.Model);
        json.WriteString("responseId"u8, reply.Serial);
        json.WriteEndObject();
    }
}
