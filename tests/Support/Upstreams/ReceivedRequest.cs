using System.Text;
using System.Text.Json;

namespace Tollgate.TestSupport;

/// <summary>A request as an upstream double received it.</summary>
public sealed class ReceivedRequest
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required string Method { get; init; }

    public required string Target { get; init; }

    public required string Version { get; init; }

    public required WireHeaders Headers { get; init; }

    /// <summary>The head from the request line to the empty line, byte for byte.</summary>
    public required byte[] HeadBytes { get; init; }

    /// <summary>Number of the connection, from 1 in the order accepted.</summary>
    public required int Connection { get; init; }

    /// <summary>Number of the request on its connection, from 1.</summary>
    public required int OnConnection { get; init; }

    /// <summary>Payload without its framing; empty until read.</summary>
    public byte[] Body { get; internal set; } = [];

    /// <summary>Payload lengths of the chunks, if the body was chunked.</summary>
    public IReadOnlyList<int> ChunkLengths { get; internal set; } = [];

    public WireHeaders Trailers { get; internal set; } = new();

    public string HeadText => Encoding.Latin1.GetString(HeadBytes);

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>Target without its query.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>Completes when the peer went away (FIN or RST) before the answer was finished.</summary>
    public Task Aborted => _aborted.Task;

    public string? this[string header] => Headers[header];

    public JsonElement BodyJson()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }

    internal bool MarkAborted() => _aborted.TrySetResult();

    public override string ToString() => HeadText + BodyText;
}
