using System.Globalization;
using System.Text;
using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.Influx;

/// <summary>Requests as lines of the measurement <c>llm_requests</c>. Applications, users and keys are fields: as tags they would be series without bound.</summary>
internal sealed class InfluxPoints
{
    public const string Measurement = "llm_requests";

    private const int MaxTagValues = 1000;

    /// <summary>Nanoseconds of a loop within its millisecond: 256 loops share a million.</summary>
    private const long LoopNanoseconds = 3906;

    private readonly TagGuard _models = new(MaxTagValues);
    private readonly TagGuard _nodes = new(MaxTagValues);
    private readonly TagGuard _providers = new(MaxTagValues);

    /// <summary>
    /// When the request began, in Unix nanoseconds, made unique by what its id says besides: points of one series and one time replace each
    /// other, which is right for a repeat and wrong for a neighbour. Unique per node up to 3,906 requests a millisecond on each loop.
    /// </summary>
    public static long Timestamp(RecordId id)
    {
        var loop = (long)(id.Low >> 32) & 0xff;
        var count = (long)(id.Low & 0xffff_ffff);
        return (id.UnixMilliseconds * 1_000_000) + (loop * LoopNanoseconds) + (count % LoopNanoseconds);
    }

    /// <summary>The tag that tells replicas apart.</summary>
    public string Node(RequestEntry entry) => _nodes.Of(entry.Node);

    public void Append(StringBuilder lines, RequestEntry entry)
    {
        lines.Append(Measurement);
        Tag(lines, "model", entry.Provider.Length > 0 ? _models.Of(entry.Model) : "");
        Tag(lines, "node", Node(entry));
        Tag(lines, "provider", _providers.Of(entry.Provider));
        Tag(lines, "route", entry.Surface);
        Tag(lines, "status", entry.Status.ToString(CultureInfo.InvariantCulture));
        var usage = entry.Usage;
        lines.Append(' ').Append("app=").Append(InfluxText.Field(entry.App));
        lines.Append(",key=").Append(InfluxText.Field(entry.Key));
        lines.Append(",error_class=").Append(InfluxText.Field(StoredNames.Of(entry.ErrorClass)));
        lines.Append(",request_id=").Append(InfluxText.Field(entry.RequestId));
        Whole(lines, "requests", 1);
        Whole(lines, "errors", entry.ErrorClass is ErrorClass.None ? 0 : 1);
        Whole(lines, "tokens_in", usage.Input);
        Whole(lines, "tokens_cached", usage.CachedInput);
        Whole(lines, "tokens_out", usage.Output);
        Whole(lines, "tokens_reasoning", usage.Reasoning);
        Whole(lines, "cost_nanousd", entry.Cost.NanoUsd);
        Whole(lines, "unpriced", entry.Cost.State is PriceState.Unpriced ? 1 : 0);
        Whole(lines, "attempts", entry.Attempts);
        Whole(lines, "total_us", entry.TotalMicroseconds);
        Whole(lines, "overhead_us", entry.OverheadMicroseconds);
        if (entry.TtftMicroseconds >= 0) { Whole(lines, "ttft_us", entry.TtftMicroseconds); }
        if (entry.UpstreamMicroseconds >= 0) { Whole(lines, "upstream_us", entry.UpstreamMicroseconds); }
        lines.Append(' ').Append(CultureInfo.InvariantCulture, $"{Timestamp(entry.Id)}").Append('\n');
    }

    private static void Tag(StringBuilder lines, string name, string value)
    {
        if (InfluxText.Tag(value) is { } text) { lines.Append(',').Append(name).Append('=').Append(text); }
    }

    private static void Whole(StringBuilder lines, string name, long value) =>
        lines.Append(',').Append(name).Append('=').Append(CultureInfo.InvariantCulture, $"{value}").Append('i');
}
