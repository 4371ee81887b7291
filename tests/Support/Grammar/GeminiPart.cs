using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>One part of Google's content: one kind of data, and marks beside it.</summary>
internal static class GeminiPart
{
    private static readonly string[] Kinds = ["text", "functionCall", "inlineData", "fileData", "executableCode", "codeExecutionResult"];

    public static void Check(JsonElement part, AnswerBuilder seen)
    {
        Must.Only(part, "a part", [.. Kinds, "thought", "thoughtSignature", "videoMetadata", "mediaResolution"]);
        var kinds = Kinds.Where(kind => part.TryGetProperty(kind, out _)).ToArray();
        Must.Be(kinds.Length == 1, $"a part of {kinds.Length} kinds: {Must.Cut(part)}");
        var isThought = Must.Exists(part, "thought") && part.GetProperty("thought").GetBoolean();
        if (Must.Exists(part, "thoughtSignature"))
        {
            Must.Be(part.GetProperty("thoughtSignature").TryGetBytesFromBase64(out _), $"a signature that is no base64: {Must.Cut(part)}");
            seen.State(Must.Filled(part, "thoughtSignature"));
        }

        var value = part.GetProperty(kinds[0]);
        switch (kinds[0])
        {
            case "text" when isThought:
                seen.Reasoning(Must.String(part, "text"));
                break;
            case "text":
                seen.Text(Must.String(part, "text"));
                break;
            case "functionCall":
                if (Must.Exists(value, "id"))
                {
                    Must.Filled(value, "id");
                }

                seen.Call(Must.Filled(value, "name"), Must.Exists(value, "args") ? Must.Object(value.GetProperty("args"), "args").GetRawText() : "");
                break;
            case "inlineData":
                Must.Filled(value, "mimeType");
                Must.Be(Must.Has(value, "data").TryGetBytesFromBase64(out _), "data that is no base64");
                seen.Media++;
                break;
            default:
                Must.Object(value, kinds[0]);
                break;
        }
    }
}
