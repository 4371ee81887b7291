using System.Threading.Channels;
using Tollgate.Configuration;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Telemetry;

namespace Tollgate.Control.Telemetry;

/// <summary>
/// Makes spans and GenAI metrics of finished requests and sends them to a collector. It takes every batch at once, so that the journal
/// never waits for it: sampled requests wait in a queue, and what does not fit there, or what the collector does not take after some
/// tries, is dropped and counted.
/// </summary>
internal sealed class OtlpSink : IRecordSink
{
    /// <summary>Requests that wait for the collector; at most some 4 MB.</summary>
    public const int QueueLength = 4096;

    /// <summary>Requests in one export; two spans each.</summary>
    private const int BatchLength = 512;

    private const int MaxTries = 5;

    /// <summary>Time for others to join an export.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>For the last export when the process ends.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly OtlpConfig _config;
    private readonly HttpClient _http;
    private readonly OtlpTransport _transport;
    private readonly SpanEncoder _spans;
    private readonly GenAiMetrics _metrics;
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _stop;
    private readonly Task _running;
    private readonly Channel<RequestEntry> _queue;
    private long _dropped;
    private long _sent;
    private long _failures;
    private volatile bool _isFailing;

    /// <summary>Starts exporting.</summary>
    /// <param name="config">The collector.</param>
    /// <param name="http">From the guarded factory; its own from here on.</param>
    /// <param name="snapshot">Gives the configuration in force, for what spans say of providers.</param>
    /// <param name="identity">Who exports.</param>
    /// <param name="log">Hears when the collector stops taking exports, and when it takes them again.</param>
    /// <param name="time">Clock.</param>
    public OtlpSink(OtlpConfig config, HttpClient http, Func<ConfigSnapshot> snapshot, OtlpIdentity identity, EventLog log, TimeProvider time)
    {
        _config = config;
        _http = http;
        _log = log;
        _time = time;
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);

        // An answer takes real time, also where a test moves the clock that the pauses go by.
        _transport = new OtlpTransport(config, http, TimeProvider.System);
        _spans = new SpanEncoder(new ProviderDirectory(snapshot), identity);
        _metrics = new GenAiMetrics(new ProviderDirectory(snapshot), identity, time);
        _queue = Channel.CreateBounded<RequestEntry>(new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _running = Task.WhenAll(Task.Run(SendSpansAsync), Task.Run(SendMetricsAsync));
    }

    /// <inheritdoc/>
    public string Name => "otlp";

    /// <summary>Spans dropped so far.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>What the path needs to know for it.</summary>
    public static TraceSampling Sampling(OtlpConfig? config) => config is { Traces: true } ? new TraceSampling(Enabled: true, config.Sample) : TraceSampling.Off;

    /// <summary>Shows on the page of metrics how it goes.</summary>
    public void Show(MetricsRegistry registry)
    {
        registry.AddCounter("tollgate_otlp_spans_total", "Spans that the collector took.", () => Volatile.Read(ref _sent));
        registry.AddCounter("tollgate_otlp_dropped_total", "Spans dropped: the queue was full, or the collector did not take them.", () => Dropped);
        registry.AddCounter("tollgate_otlp_failures_total", "Exports that failed.", () => Volatile.Read(ref _failures));
        registry.AddGauge("tollgate_otlp_queue_depth", "Requests whose spans wait for the collector.", () => _queue.Reader.Count);
    }

    /// <inheritdoc/>
    public Task WriteAsync(RecordBatch batch, CancellationToken stop)
    {
        foreach (var entry in batch.Entries)
        {
            // An amendment changes little and cannot be told to a collector: neither a sent span nor a counted value is taken back.
            if (entry.Revision > 0)
            {
                continue;
            }

            if (_config.Metrics)
            {
                _metrics.Record(entry);
            }

            if (_config.Traces && entry.SpanId != 0 && !_queue.Writer.TryWrite(entry))
            {
                Drop([entry]);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            await _running;
            return;
        }

        _stop.CancelAfter(Farewell);
        await _ending.CancelAsync();
        await _running;
        _http.Dispose();
        _ending.Dispose();
        _stop.Dispose();
    }

    private static int SpansOf(IReadOnlyList<RequestEntry> entries) => entries.Sum(entry => entry.UpstreamMicroseconds >= 0 ? 2 : 1);

    private void Drop(IReadOnlyList<RequestEntry> entries) => Interlocked.Add(ref _dropped, SpansOf(entries));

    private async Task SendSpansAsync()
    {
        var batch = new List<RequestEntry>(BatchLength);
        var proto = new ProtoWriter();
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (_queue.Reader.Count < BatchLength)
            {
                await PauseAsync(Gathering);
            }

            batch.Clear();
            while (batch.Count < BatchLength && _queue.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            proto.Clear();
            _spans.Write(proto, batch);
            if (await TrySendAsync(proto.Written))
            {
                Interlocked.Add(ref _sent, SpansOf(batch));
            }
            else
            {
                Drop(batch);
            }
        }
    }

    private async Task<bool> TrySendAsync(ReadOnlyMemory<byte> message)
    {
        var pause = FirstPause;
        for (var tries = 1; ; tries++)
        {
            var outcome = await _transport.SendTracesAsync(message, _stop.Token);
            Note(outcome);
            if (outcome.Taken || !outcome.MayRetry || tries == MaxTries || _ending.IsCancellationRequested)
            {
                return outcome.Taken;
            }

            var wait = outcome.RetryAfter is { } asked && asked > pause ? asked : pause;
            await PauseAsync(wait < LongestPause ? wait : LongestPause);
            pause *= 2;
        }
    }

    private async Task SendMetricsAsync()
    {
        var proto = new ProtoWriter();
        while (_config.Metrics)
        {
            await PauseAsync(_config.Interval);
            proto.Clear();
            _metrics.Write(proto);
            Note(await _transport.SendMetricsAsync(proto.Written, _stop.Token));
            if (_ending.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task PauseAsync(TimeSpan length) => await Task.Delay(length, _time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Counts failures; the log hears of the first and of the end, not of each.</summary>
    private void Note(OtlpOutcome outcome)
    {
        if (!outcome.Taken)
        {
            Interlocked.Increment(ref _failures);
        }

        if (outcome.Taken == _isFailing)
        {
            _isFailing = !outcome.Taken;
            if (outcome.Taken)
            {
                _log.Info(OtlpEvents.Working, "The OTLP collector takes exports again");
            }
            else
            {
                _log.Warn(OtlpEvents.Failing, "The OTLP collector does not take exports; spans are dropped when the queue is full", ("problem", outcome.Problem));
            }
        }
    }
}
