using System.Globalization;
using System.Text;
using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Control.Telemetry;

/// <summary>Makes two spans of a finished request: the gateway's own, and below it the call to the provider.</summary>
/// <remarks>
/// A request that took several attempts has one call span, over all of them: its id went to each provider that was asked. Below that one each
/// attempt has a span of its own (<see cref="AttemptSpans"/>).
/// </remarks>
internal sealed class SpanEncoder(ProviderDirectory providers, OtlpIdentity identity)
{
    private const int Server = 2;
    private const int Client = 3;
    private const int Error = 2;
    private const int Attributes = 9;

    private static readonly string[] ErrorNames = [.. Enum.GetValues<ErrorClass>().Select(c => Encoding.UTF8.GetString(ErrorClasses.Name(c)))];

    /// <summary>Name of an error class as attributes have it.</summary>
    public static string ErrorName(RequestEntry entry) => entry.ErrorClass is not ErrorClass.None
        ? ErrorNames[(int)entry.ErrorClass]
        : entry.Status >= 500 ? entry.Status.ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>Writes an <c>ExportTraceServiceRequest</c>.</summary>
    public void Write(ProtoWriter proto, IReadOnlyList<RequestEntry> entries)
    {
        var resource = proto.Begin(1);
        proto.Resource(identity);
        var scope = proto.Begin(2);
        proto.InstrumentationScope(identity);
        foreach (var entry in entries)
        {
            WriteServer(proto, entry);
            if (entry.UpstreamMicroseconds >= 0)
            {
                WriteClient(proto, entry);
                AttemptSpans.Write(proto, entry);
            }
        }

        proto.End(scope);
        proto.End(resource);
    }

    private static void WriteServer(ProtoWriter proto, RequestEntry entry)
    {
        var span = proto.Begin(2);
        WriteIds(proto, entry, entry.SpanId, entry.ParentSpanId);
        proto.Text(5, entry.Surface.Length == 0 ? entry.Method : $"{entry.Method} {entry.Surface}");
        WriteTimes(proto, Server, Start(entry), End(entry));
        proto.Attribute(Attributes, "http.request.method", entry.Method);
        proto.Attribute(Attributes, "url.path", entry.Path);
        proto.Attribute(Attributes, "http.response.status_code", entry.Status);
        proto.Attribute(Attributes, "client.address", entry.ClientAddress);
        proto.Attribute(Attributes, "tollgate.request_id", entry.RequestId);
        proto.Attribute(Attributes, "tollgate.record_id", entry.Id.ToString());
        proto.Attribute(Attributes, "tollgate.key", entry.Key);
        proto.Attribute(Attributes, "tollgate.app", entry.App);
        proto.Attribute(Attributes, "tollgate.attempts", entry.Attempts);
        if (entry.Status >= 400)
        {
            proto.Attribute(Attributes, "error.type", ErrorName(entry));
        }

        // By the HTTP conventions a server's span failed only where the server did.
        WriteStatus(proto, entry.Status >= 500);
        proto.End(span);
    }

    private void WriteClient(ProtoWriter proto, RequestEntry entry)
    {
        var operation = GenAiNames.Operation(entry.Surface);
        var facts = providers.Find(entry.Provider, entry.Surface == "raw");
        var span = proto.Begin(2);
        WriteIds(proto, entry, Context(entry).ClientSpanId, entry.SpanId);
        proto.Text(5, operation.Length == 0 ? entry.Method : $"{operation} {entry.Model}".TrimEnd());
        WriteTimes(proto, Client, End(entry) - ((ulong)Math.Min(entry.UpstreamMicroseconds, entry.TotalMicroseconds) * 1000), End(entry));
        if (operation.Length > 0)
        {
            proto.Attribute(Attributes, "gen_ai.operation.name", operation);
            proto.Attribute(Attributes, "gen_ai.provider.name", facts.System);
            proto.Attribute(Attributes, "gen_ai.request.model", entry.Model);
            proto.Flag(Attributes, "gen_ai.request.stream", entry.Streamed);
            WriteAnswer(proto, entry);
        }
        else
        {
            proto.Attribute(Attributes, "http.request.method", entry.Method);
            proto.Attribute(Attributes, "http.response.status_code", entry.Status);
        }

        if (facts.Host.Length > 0)
        {
            proto.Attribute(Attributes, "server.address", facts.Host);
            proto.Attribute(Attributes, "server.port", facts.Port);
        }

        proto.Attribute(Attributes, "tollgate.provider", entry.Provider);
        proto.Attribute(Attributes, "error.type", ErrorName(entry));
        WriteStatus(proto, ErrorName(entry).Length > 0);
        proto.End(span);
    }

    private static void WriteAnswer(ProtoWriter proto, RequestEntry entry)
    {
        if (entry.Status is >= 200 and < 300)
        {
            proto.Attribute(Attributes, "gen_ai.response.model", entry.ModelServed.Length > 0 ? entry.ModelServed : entry.Model);
        }

        var usage = entry.Usage;
        if (usage.Source is UsageSource.None)
        {
            return;
        }

        proto.Attribute(Attributes, "gen_ai.usage.input_tokens", usage.Input);
        proto.Attribute(Attributes, "gen_ai.usage.output_tokens", usage.Output);
        if (usage.CachedInput > 0)
        {
            proto.Attribute(Attributes, "gen_ai.usage.cache_read.input_tokens", usage.CachedInput);
        }

        if (usage.CacheWrite > 0)
        {
            proto.Attribute(Attributes, "gen_ai.usage.cache_creation.input_tokens", usage.CacheWrite);
        }

        proto.Flag(Attributes, "tollgate.usage.estimated", usage.Source is UsageSource.Estimated);
    }

    internal static void WriteIds(ProtoWriter proto, RequestEntry entry, ulong span, ulong parent)
    {
        var trace = Context(entry);
        proto.Id(1, trace.High, trace.Low);
        proto.Id(2, span);
        if (parent != 0)
        {
            proto.Id(4, parent);
        }
    }

    internal static void WriteTimes(ProtoWriter proto, int kind, ulong start, ulong end)
    {
        proto.Whole(6, kind);
        proto.Fixed64(7, start);
        proto.Fixed64(8, end);
        proto.Fixed32(16, 1);
    }

    internal static void WriteStatus(ProtoWriter proto, bool failed)
    {
        if (failed)
        {
            var status = proto.Begin(15);
            proto.Whole(3, Error);
            proto.End(status);
        }
    }

    internal static TraceContext Context(RequestEntry entry)
    {
        _ = ulong.TryParse(entry.TraceId.AsSpan(0, Math.Min(16, entry.TraceId.Length)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high);
        _ = ulong.TryParse(entry.TraceId.AsSpan(Math.Min(16, entry.TraceId.Length)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low);
        return new TraceContext(high, low, entry.ParentSpanId, entry.SpanId, Sampled: true);
    }

    internal static ulong Start(RequestEntry entry) => (ulong)entry.Id.UnixMilliseconds * 1_000_000;

    private static ulong End(RequestEntry entry) => Start(entry) + ((ulong)entry.TotalMicroseconds * 1000);
}
