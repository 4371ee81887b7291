using System.Text;
using System.Text.Json;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.TestSupport.Extracts;

/// <summary>What a recorded answer of a provider says, read by these few lines and not by the product.</summary>
public static class RecordedAnswer
{
    /// <summary>The formats that the product reads answers of, by the <c>api</c> of recordings.</summary>
    public static bool IsChat(Recording recording) => recording.Api is
        "openai.chat" or "mistral.chat" or "minimax.chat" or "openai.responses" or "anthropic.messages" or "gemini.generateContent" or "bedrock.converse" or "cohere.chat" or "cohere.chat.v2" or "ollama.chat";

    /// <summary>Its pieces: of a stream several, of a whole answer one.</summary>
    public static bool IsStreamed(Recording recording) => Framing(recording) != ' ';

    public static AnswerSeen Of(Recording recording)
    {
        var pieces = Pieces(recording);
        return recording.Api switch
        {
            "openai.responses" => ResponsesExtract.Read(pieces),
            "anthropic.messages" => AnthropicExtract.Read(pieces),
            "gemini.generateContent" => GeminiExtract.Read(pieces),
            "bedrock.converse" => BedrockExtract.Read(pieces),
            "cohere.chat" or "cohere.chat.v2" => CohereExtract.Read(pieces),
            "ollama.chat" => OllamaExtract.Read(pieces),
            _ => OpenAiChatExtract.Read(pieces),
        };
    }

    /// <summary>Frames of the recording: name and data of each.</summary>
    public static IReadOnlyList<SseEvent> Frames(Recording recording)
    {
        switch (Framing(recording))
        {
            case 'a':
                return AwsFrames.Read(recording.ResponseBody);
            case 's':
                return SseText.Read(recording.ResponseBody, lenient: true);
            case 'l':
                return [.. Encoding.UTF8.GetString(recording.ResponseBody).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => new SseEvent("", line))];
            case 'j':
                using (var array = JsonDocument.Parse(recording.ResponseBody))
                {
                    return [.. array.RootElement.EnumerateArray().Select(item => new SseEvent("", item.GetRawText()))];
                }

            default:
                return [new SseEvent("", Encoding.UTF8.GetString(recording.ResponseBody))];
        }
    }

    private static IReadOnlyList<(string Name, JsonElement Data)> Pieces(Recording recording) =>
        [.. Frames(recording).Where(frame => !frame.IsDone).Select(frame => (frame.Name, Loose.Parse(frame.Data)))];

    /// <summary>By what the body looks like: labels and content types of recordings are not complete.</summary>
    private static char Framing(Recording recording)
    {
        var body = recording.ResponseBody.AsSpan();
        if (recording.Api == "bedrock.converse" && !body.StartsWith("{"u8))
        {
            return 'a';
        }

        var text = Encoding.UTF8.GetString(body).TrimStart('\uFEFF', ' ', '\n', '\r');
        if (text.StartsWith("data:", StringComparison.Ordinal) || text.StartsWith("event:", StringComparison.Ordinal) || text.StartsWith(':') || text.StartsWith("id:", StringComparison.Ordinal))
        {
            return 's';
        }

        return text.StartsWith('[') ? 'j' : recording.Api == "ollama.chat" && recording.IsStream ? 'l' : ' ';
    }
}
