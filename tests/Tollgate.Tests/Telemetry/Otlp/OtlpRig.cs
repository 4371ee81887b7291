using System.Buffers;
using System.Text;
using Tollgate.Configuration;
using Tollgate.Control.Telemetry;
using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Telemetry;
using Tollgate.Tests.Host;

namespace Tollgate.Tests.Telemetry.Otlp;

/// <summary>A sink that exports to a collector of the test.</summary>
internal sealed class OtlpRig : IAsyncDisposable
{
    public static readonly RequestEntry Chat = new()
    {
        Id = RecordId.FirstAt(1_800_000_000_123),
        RequestId = "req_1",
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        SpanId = 0x1111111111111112,
        ParentSpanId = 0xb7ad6b7169203331,
        ClientAddress = "192.0.2.7",
        Method = "POST",
        Path = "/v1/chat/completions",
        Surface = "chat",
        Key = "dev",
        App = "notebook",
        Provider = "openai",
        Model = "fast",
        ModelServed = "gpt-4o-mini",
        Status = 200,
        Attempts = 1,
        Streamed = true,
        Usage = new TokenUsage { Source = UsageSource.Reported, Input = 100, Output = 20, CachedInput = 60 },
        TtftMicroseconds = 250_000,
        TotalMicroseconds = 1_500_000,
        UpstreamMicroseconds = 1_499_000,
        OverheadMicroseconds = 1000,
    };

    private static readonly ConfigSnapshot Snapshot = TestConfig.Compile(
        """
        providers:
          - { name: openai, kind: openai, api_key: sk-x, models: [gpt-4o-mini] }
          - { name: far, kind: azure, base_url: "https://my.openai.azure.com/openai/v1", api_key: x, models: [gpt-4o] }
        raw:
          - { name: tts, base_url: "http://127.0.0.1:9001" }
        """);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly LogWriter _writer;
    private readonly MemoryStream _lines = new();

    public OtlpRig(OtlpConfig config, TimeProvider? time = null)
    {
        _writer = new LogWriter(_lines);
        Sink = new OtlpSink(
            config, _http, () => Snapshot, new OtlpIdentity("tollgate", "1.2.3", "node-1"), new EventLog(_writer, TimeProvider.System), time ?? TimeProvider.System);
        Sink.Show(Registry);
    }

    public OtlpSink Sink { get; }

    public MetricsRegistry Registry { get; } = new(TimeProvider.System, "1.2.3");

    public static RequestEntry Failed { get; } = Chat with
    {
        Id = RecordId.FirstAt(1_800_000_001_000),
        SpanId = 0x2222222222222222,
        ParentSpanId = 0,
        Surface = "embeddings",
        Path = "/v1/embeddings",
        Provider = "far",
        Model = "invented-by-a-client",
        ModelServed = "",
        Status = 502,
        ErrorClass = ErrorClass.UpstreamUnreachable,
        Usage = default,
        TtftMicroseconds = -1,
    };

    public Task WriteAsync(params RequestEntry[] entries) => Sink.WriteAsync(new RecordBatch(entries, []), CancellationToken.None);

    public double Metric(string name)
    {
        var output = new ArrayBufferWriter<byte>();
        Registry.Render(output);
        var line = Encoding.UTF8.GetString(output.WrittenSpan).Split('\n').Single(l => l.StartsWith(name + " ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>What the log has so far.</summary>
    public string Lines()
    {
        _writer.Pump();
        return Encoding.UTF8.GetString(_lines.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await Sink.DisposeAsync();
        _http.Dispose();
        _writer.Dispose();
        await _lines.DisposeAsync();
    }
}
