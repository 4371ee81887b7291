using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>What a request for text asks, whatever its dialect. Holds nothing of the request's bytes.</summary>
internal sealed class DemoPrompt
{
    private const int MaxChoices = 8;

    public string Model { get; private init; } = string.Empty;

    public bool Stream { get; private init; }

    /// <summary>The stream ends with the usage: <c>stream_options.include_usage</c>.</summary>
    public bool IncludeUsage { get; private init; }

    /// <summary>The user's last words, on one line and shortened.</summary>
    public string Gist { get; private init; } = string.Empty;

    public int InputTokens { get; private init; }

    public int? MaxTokens { get; private init; }

    /// <summary>Answers wanted: <c>n</c>, 1 to 8.</summary>
    public int Choices { get; private init; } = 1;

    public DemoToolCall? ToolCall { get; private init; }

    /// <summary>JSON to answer with, where the request wants a certain shape.</summary>
    public string? Structured { get; private init; }

    /// <summary>The <c>instructions</c> of the Responses API.</summary>
    public string? Instructions { get; private init; }

    /// <summary>Reads a request. Null with a message when something that it must have is missing.</summary>
    /// <param name="root">The request's JSON.</param>
    /// <param name="target">Decides where its parts are; Gemini's also names the model.</param>
    /// <param name="problem">What is wrong.</param>
    public static DemoPrompt? Read(JsonElement root, DemoTarget target, out string problem)
    {
        var inputName = InputName(target);
        problem = string.Empty;
        if (root.ValueKind != JsonValueKind.Object)
        {
            problem = "The request body must be a JSON object.";
            return null;
        }

        var model = Text(root, "model") ?? target.Id;
        if (model.Length == 0)
        {
            problem = "You must provide a model parameter.";
            return null;
        }

        if (!root.TryGetProperty(inputName, out var input) || input.ValueKind is not (JsonValueKind.Array or JsonValueKind.String))
        {
            problem = $"Missing required parameter: '{inputName}'.";
            return null;
        }

        var said = DemoWords.LastOfUser(input, out var isLast);
        return new DemoPrompt
        {
            Model = model,
            Stream = Flag(root, "stream"),
            IncludeUsage = root.TryGetProperty("stream_options", out var options) && Flag(options, "include_usage"),
            Gist = DemoWords.Gist(said),
            InputTokens = DemoWords.Tokens(JsonMarshal.GetRawUtf8Value(input).Length),
            MaxTokens = Limit(root),
            Choices = Math.Clamp(Number(root, "n") ?? 1, 1, MaxChoices),
            ToolCall = DemoTools.Choose(root, isLast ? said : null),
            Structured = Shape(root),
            Instructions = Text(root, "instructions"),
        };
    }

    /// <summary>The text to answer with; there is none beside a tool call.</summary>
    public DemoText Answer(int? tokens) => Structured is { } shaped ? DemoText.Exactly(shaped) : DemoText.Compose(Gist, tokens, MaxTokens);

    private static string InputName(DemoTarget target) => target.Endpoint switch
    {
        DemoEndpoint.Completions => "prompt",
        DemoEndpoint.Responses => "input",
        DemoEndpoint.Generate or DemoEndpoint.GenerateStream => "contents",
        DemoEndpoint.CountTokens when target.Id.Length > 0 => "contents",
        _ => "messages",
    };

    private static int? Limit(JsonElement root)
    {
        var limit = Number(root, "max_completion_tokens") ?? Number(root, "max_tokens") ?? Number(root, "max_output_tokens");
        if (limit is null && root.TryGetProperty("generationConfig", out var config))
        {
            limit = Number(config, "maxOutputTokens");
        }

        return limit is > 0 ? limit : null;
    }

    private static string? Shape(JsonElement root)
    {
        var format = root.TryGetProperty("response_format", out var given) ? given
            : root.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.Object && text.TryGetProperty("format", out given) ? given
            : default;
        if (format.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        switch (Text(format, "type"))
        {
            case "json_object":
                return """{"answer":"This is Tollgate's built-in demo model."}""";
            case "json_schema":
                var holder = format.TryGetProperty("json_schema", out var wrapped) ? wrapped : format;
                return DemoSchema.Fill(holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty("schema", out var schema) ? schema : default);
            default:
                return null;
        }
    }

    private static bool Flag(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static int? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
