using System.Text.Json;
using System.Text.Unicode;
using Tollgate.Json;
using Tollgate.Metering;
using Tollgate.Surfaces;

namespace Tollgate.Fuzz.Targets;

/// <summary>Request scan, splice planner and JSON tap: what the scan accepts, the platform accepts too, spliced or not.</summary>
internal sealed class JsonTarget : IFuzzTarget
{
    private static readonly byte[] Model = "\"m\""u8.ToArray();
    private static readonly BodyVersion Version = new("v");
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonScan.MaxDepth };

    public string Name => "json";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "\u0001{\"model\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9\"}],\"stream\":true,\"stream_options\":{\"include_usage\":false},\"max_tokens\":5}",
        "\u0002{\"model\":\"a\",\"prompt\":[\"x\",[1,2]],\"n\":2,\"user\":\"u\"}",
        "\u0004{\"previous_response_id\":\"r\",\"input\":\"x\",\"store\":false}",
        "\u0005{ \"anthropic_version\" : \"x\" , \"tools\":[{}], \"\\u006dodel\" : \"a\" }",
        "\u0006{\"contents\":[{}],\"generationConfig\":{\"maxOutputTokens\":7}}",
        "\u0000{\"id\":\"x\",\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":1}}}",
        "\u0000[{\"usageMetadata\":{\"promptTokenCount\":3}}, 1.5e3, true, null]",
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "\\u",
        "\\ud83d\\ude00",
        "1e999",
        "-0.5",
        "null",
        "\"model\":\"b\"",
        "\"anthropic_version\":1",
        "\"stream\":true",
        "\"stream_options\":null",
        "\"include_usage\":null",
        "\"usage\":{",
        "\"id\":\"",
        "\"error\":1",
        " \r\n	",
        "\u0000",
        "Ã©",
        "ÿ",
    ];

    public int Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return 0;
        }

        var body = input[1..].ToArray();
        var shape = (EndpointShape)(input[0] % 7);
        if (RequestScan.TryScan(body, shape, out var fields, out var error))
        {
            using var original = JsonDocument.Parse(body, Options);
            var edits = RequestSplice.Plan(body, in fields, Model, wantUsage: true);
            var spliced = new byte[edits.SplicedLength(body.Length)];
            edits.Write(body, spliced);
            using var edited = JsonDocument.Parse(spliced, Options);
            if (!RequestScan.TryScan(spliced, shape, out var again, out _) || (again.Model.Exists && again.Model.Length != Model.Length))
            {
                throw new OracleException("A splice broke the body.");
            }

            if (shape == EndpointShape.AnthropicMessages)
            {
                CheckVersion(original.RootElement, body, VersionSplice.Plan(body, in fields, Version), hasModel: false);
                CheckVersion(original.RootElement, body, VersionSplice.PlanBeside(body, in fields, Version, Model), hasModel: true);
            }
        }
        else if (error.Describe().Length == 0 || error.Offset > body.Length)
        {
            throw new OracleException("An error says nothing.");
        }

        return HashCode.Combine(shape, error.Kind, error.Field, WatchCut(body, 1 + (input[0] % 13)));
    }

    /// <summary>Of the members the two that the splice is for change, and nothing else does.</summary>
    private static void CheckVersion(JsonElement original, byte[] body, SpliceEdits edits, bool hasModel)
    {
        var spliced = new byte[edits.SplicedLength(body.Length)];
        edits.Write(body, spliced);
        using var edited = JsonDocument.Parse(spliced, Options);
        var others = original.EnumerateObject().Where(member => !IsSpliced(member)).Select(member => member.Name + member.Value.GetRawText());
        if (!others.SequenceEqual(edited.RootElement.EnumerateObject().Where(member => !IsSpliced(member)).Select(member => member.Name + member.Value.GetRawText()))
            || edited.RootElement.EnumerateObject().Count(member => member.NameEquals("anthropic_version")) != 1
            || edited.RootElement.GetProperty("anthropic_version").GetString() != "v"
            || edited.RootElement.EnumerateObject().Any(member => member.NameEquals("model")) != hasModel)
        {
            throw new OracleException("A splice of the version broke the body.");
        }

        static bool IsSpliced(JsonProperty member) => member.NameEquals("anthropic_version") || member.NameEquals("model");
    }

    private static int WatchCut(byte[] body, int step)
    {
        var whole = new JsonTap();
        whole.Reset(Dialect.OpenAi);
        whole.Observe(body);
        var cut = new JsonTap();
        cut.Reset(Dialect.OpenAi);
        for (var at = 0; at < body.Length; at += step)
        {
            cut.Observe(body.AsSpan(at, Math.Min(step, body.Length - at)));
        }

        if (whole.IsBroken != cut.IsBroken
            || whole.IsComplete != cut.IsComplete
            || (whole.Usage != cut.Usage && body.Length < JsonTap.MaxUsageBytes))
        {
            throw new OracleException("A cut changed what was read.");
        }

        if (IsJson(body) && !whole.IsComplete)
        {
            throw new OracleException("A whole document was taken for a cut one.");
        }

        return HashCode.Combine(whole.IsBroken, whole.IsComplete, whole.HasUsage, whole.HasError, whole.Id.IsEmpty);
    }

    private static bool IsJson(byte[] body)
    {
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        var scan = new JsonScan(body);
        scan.SkipWhite();
        if (!scan.SkipValue(0))
        {
            return false;
        }

        scan.SkipWhite();
        return scan.Position == body.Length;
    }
}
