using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>What a request for text asks, whatever its dialect. Holds nothing of the request's bytes.</summary>
internal sealed class DemoPrompt
{
    private const int MaxChoices = 8;
    private const string AnyObject = """{"answer":"This is Tollgate's built-in demo model."}""";

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

        if (target.Endpoint == DemoEndpoint.CountTokens && root.Member("generateContentRequest") is { ValueKind: JsonValueKind.Object } counted)
        {
            root = counted; // Google's other form: the request whose tokens are wanted, whole
        }

        var model = root.Text("model") ?? target.Id;
        if (model.Length == 0)
        {
            problem = "You must provide a model parameter.";
            return null;
        }

        var input = root.Member(inputName);
        if (input.ValueKind is not (JsonValueKind.Array or JsonValueKind.String))
        {
            problem = $"Missing required parameter: '{inputName}'.";
            return null;
        }

        if (target.Endpoint == DemoEndpoint.Responses && root.Text("previous_response_id") is { Length: > 0 } previous)
        {
            problem = $"Previous response with id '{DemoWords.Gist(previous)}' not found: the demo model keeps no responses.";
            return null;
        }

        var said = DemoWords.LastOfUser(input, out var isLast);
        return new DemoPrompt
        {
            Model = model,
            Stream = root.Flag("stream"),
            IncludeUsage = root.Member("stream_options").Flag("include_usage"),
            Gist = DemoWords.Gist(said),
            InputTokens = DemoWords.Tokens(JsonMarshal.GetRawUtf8Value(input)),
            MaxTokens = Limit(root),
            Choices = Math.Clamp(root.Number("n") ?? 1, 1, MaxChoices),
            ToolCall = DemoTools.Choose(root, isLast ? said : null),
            Structured = Shape(root),
            Instructions = root.Text("instructions"),
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
        var limit = root.Number("max_completion_tokens") ?? root.Number("max_tokens") ?? root.Number("max_output_tokens")
            ?? root.Member("generationConfig").Number("maxOutputTokens");
        return limit is > 0 ? limit : null;
    }

    private static string? Shape(JsonElement root)
    {
        var format = Format(root);
        switch (format.Text("type") ?? format.Text("responseMimeType"))
        {
            case "json_object":
                return AnyObject;
            case "json_schema":
                var wrapped = format.Member("json_schema").Member("schema");
                return DemoSchema.Fill(wrapped.ValueKind == JsonValueKind.Object ? wrapped : format.Member("schema"));
            case "application/json":
                var schema = format.Member("responseJsonSchema");
                schema = schema.ValueKind == JsonValueKind.Object ? schema : format.Member("responseSchema");
                return schema.ValueKind == JsonValueKind.Object ? DemoSchema.Fill(schema) : AnyObject;
            default:
                return null;
        }
    }

    /// <summary>Where chat completions, the Responses API, Anthropic and Gemini have it.</summary>
    private static JsonElement Format(JsonElement root)
    {
        JsonElement[] places =
            [root.Member("response_format"), root.Member("text").Member("format"), root.Member("output_config").Member("format")];
        var given = Array.Find(places, static place => place.ValueKind == JsonValueKind.Object);
        return given.ValueKind == JsonValueKind.Object ? given : root.Member("generationConfig");
    }
}
