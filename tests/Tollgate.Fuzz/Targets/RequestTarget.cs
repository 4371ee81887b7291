using System.Text.Json;
using System.Text.Unicode;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Fuzz.Targets;

/// <summary>The requests of one client format, written on in every provider format: refused, or JSON of a bounded size. The first byte chooses the provider's.</summary>
internal sealed class RequestTarget(ChatSurface surface) : IFuzzTarget
{
    private readonly BufferPool _pool = new();
    private readonly JsonOut _json = new();

    public string Name => $"request-{surface.Format}";

    public IReadOnlyList<string> Seeds { get; } = [.. RequestSeeds.Of(surface.Format).SelectMany(seed => FuzzedFormats.Upstreams.Select((_, index) => (char)index + seed))];

    public IReadOnlyList<string> Words => RequestSeeds.Words;

    public int Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return 0;
        }

        ReadOnlyMemory<byte> body = input[1..].ToArray();
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return 1; // refused before any format looks at it
        }

        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Object && Utf8.IsValid(body.Span) ? Translate(document, body, input[0]) : 2;
        }
    }

    private int Translate(JsonDocument document, ReadOnlyMemory<byte> body, byte choice)
    {
        var request = new ChatRequest();
        var notes = new TranslationNotes { Policy = (choice & 64) != 0 ? UnsupportedPolicy.Drop : UnsupportedPolicy.ByKind };
        surface.Read(JsonNode.Of(document, body), request, notes);
        var upstream = FuzzedFormats.Upstreams[choice % FuzzedFormats.Upstreams.Count];
        if (notes.RefusedField is not null)
        {
            OracleException.Demand(notes.RefusedWhy is { Length: > 0 }, "a refusal has a reason");
            return HashCode.Combine(notes.RefusedField.Length, notes.RefusedWhy);
        }

        if (!upstream.TakesCustomTools)
        {
            CustomTools.ToFunctions(request, notes);
        }

        var bytes = _pool.RentSend(BufferPool.BlockSize);
        _json.Begin(bytes);
        var preset = ProviderPresets.All[(choice >> 1) % ProviderPresets.All.Count];
        upstream.Write(request, new UpstreamCall { Preset = preset, Model = "m", Stream = true, IncludeUsage = true, MaxOutput = 4096 }, notes, _json);
        if (notes.RefusedField is null)
        {
            OracleException.Demand(bytes.Count <= (100 * body.Length) + 65536, $"{bytes.Count} bytes of {body.Length}");
            using var written = JsonDocument.Parse(bytes.Memory);
            OracleException.Demand(written.RootElement.ValueKind == JsonValueKind.Object, "a request is an object");
        }

        bytes.Return();
        return HashCode.Combine(choice % FuzzedFormats.Upstreams.Count, notes.RefusedWhy, request.Turns.Count, request.Tools.Count, notes.Warnings.Count, request.ToolChoice, request.Shape);
    }
}
