using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Control.Telemetry;

/// <summary>The metrics of the GenAI conventions, counted from finished requests. Names, units and bounds are the conventions'.</summary>
internal sealed class GenAiMetrics(ProviderDirectory providers, OtlpIdentity identity, TimeProvider time)
{
    private static readonly double[] Tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    private static readonly double[] Durations = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    private static readonly double[] FirstTokens = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

    private readonly Lock _gate = new();
    private readonly LabelNames _models = new();
    private readonly ulong _start = Now(time);

    private readonly OtlpHistogram _usage = new("gen_ai.client.token.usage", "{token}", "Number of input and output tokens used.", Tokens);
    private readonly OtlpHistogram _operation = new("gen_ai.client.operation.duration", "s", "GenAI operation duration.", Durations);
    private readonly OtlpHistogram _request = new(
        "gen_ai.server.request.duration", "s", "Generative AI server request duration such as time-to-last byte or last output token.", Durations);

    private readonly OtlpHistogram _firstToken = new(
        "gen_ai.server.time_to_first_token", "s", "Time to generate first token for successful responses.", FirstTokens);

    /// <summary>Counts a finished request.</summary>
    public void Record(RequestEntry entry)
    {
        var operation = GenAiNames.Operation(entry.Surface);
        if (operation.Length == 0 || entry.UpstreamMicroseconds < 0)
        {
            return;
        }

        lock (_gate)
        {
            var isGood = entry.Status is >= 200 and < 300;
            var asked = Label(entry.Model, isGood);
            var served = isGood ? Label(entry.ModelServed.Length > 0 ? entry.ModelServed : entry.Model, isGood) : "";
            var key = new GenAiKey(operation, asked, served, providers.Find(entry.Provider, raw: false), SpanEncoder.ErrorName(entry), "");
            _operation.Record(key, entry.UpstreamMicroseconds / 1e6);
            _request.Record(key, entry.TotalMicroseconds / 1e6);
            if (entry.TtftMicroseconds >= 0 && isGood)
            {
                _firstToken.Record(key with { ErrorType = "" }, entry.TtftMicroseconds / 1e6);
            }

            if (entry.Usage.Source is not UsageSource.None)
            {
                _usage.Record(key with { ErrorType = "", TokenType = "input" }, entry.Usage.Input);
                _usage.Record(key with { ErrorType = "", TokenType = "output" }, entry.Usage.Output);
            }
        }
    }

    /// <summary>Writes an <c>ExportMetricsServiceRequest</c>.</summary>
    public void Write(ProtoWriter proto)
    {
        var now = Now(time);
        lock (_gate)
        {
            var resource = proto.Begin(1);
            proto.Resource(identity);
            var scope = proto.Begin(2);
            proto.InstrumentationScope(identity);
            foreach (var histogram in (OtlpHistogram[])[_usage, _operation, _request, _firstToken])
            {
                histogram.Write(proto, _start, now);
            }

            proto.End(scope);
            proto.End(resource);
        }
    }

    private static ulong Now(TimeProvider time) => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;

    /// <summary>A client may ask for any name: it becomes an attribute once a provider has answered to it.</summary>
    private string Label(string model, bool isGood) => isGood || _models.Knows(model) ? _models.Guard(model) : SeriesTable.Other;
}
