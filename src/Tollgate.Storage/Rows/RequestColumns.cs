using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Routing.Explain;

namespace Tollgate.Storage.Rows;

/// <summary>The columns of a request in the remote stores: their names, and how an entry is written to them and read from them, in one order.</summary>
internal static class RequestColumns
{
    /// <summary>Names, as every remote store spells them.</summary>
    public static readonly string[] Names =
    [
        "id", "time", "revision", "request_id", "trace_id", "node", "client_address", "method",
        "path", "surface", "key_name", "org", "team", "user_name", "app", "provider",
        "model", "model_served", "status", "error_class", "fault", "attempts", "streamed", "cancelled",
        "tokens_in", "tokens_cached", "tokens_cache_write", "tokens_cache_write_1h", "tokens_out", "tokens_reasoning", "tokens_audio_in", "tokens_audio_out",
        "tokens_image_in", "tokens_image_out", "tokens_total", "usage_source", "cost_nanousd", "price_state", "request_bytes", "response_bytes",
        "events", "ttft_us", "ttfa_us", "total_us", "upstream_us", "overhead_us", "queue_us", "explain",
    ];

    /// <summary>Names for a statement.</summary>
    public static readonly string List = string.Join(", ", Names);

    /// <summary>Writes an entry: as many calls as there are names.</summary>
    public static void Write(RequestEntry entry, IRowTarget target)
    {
        var usage = entry.Usage;
        target.Id(entry.Id);
        target.Time(entry.Id.UnixMilliseconds);
        target.Whole(entry.Revision);
        target.Text(entry.RequestId);
        target.Text(entry.TraceId);
        target.Text(entry.Node);
        target.Text(entry.ClientAddress);
        target.Text(entry.Method);
        target.Text(entry.Path);
        target.Text(entry.Surface);
        target.Text(entry.Key);
        target.Text(entry.Org);
        target.Text(entry.Team);
        target.Text(entry.User);
        target.Text(entry.App);
        target.Text(entry.Provider);
        target.Text(entry.Model);
        target.Text(entry.ModelServed);
        target.Whole(entry.Status);
        target.Text(StoredNames.Of(entry.ErrorClass));
        target.Text(StoredNames.Of(entry.Fault));
        target.Whole(entry.Attempts);
        target.Flag(entry.Streamed);
        target.Flag(entry.Cancelled);
        target.Whole(usage.Input);
        target.Whole(usage.CachedInput);
        target.Whole(usage.CacheWrite);
        target.Whole(usage.CacheWrite1h);
        target.Whole(usage.Output);
        target.Whole(usage.Reasoning);
        target.Whole(usage.AudioInput);
        target.Whole(usage.AudioOutput);
        target.Whole(usage.ImageInput);
        target.Whole(usage.ImageOutput);
        target.Whole(usage.Total);
        target.Text(StoredNames.Of(usage.Source));
        target.Whole(entry.Cost.NanoUsd);
        target.Text(StoredNames.Of(entry.Cost.State));
        target.Whole(entry.RequestBytes);
        target.Whole(entry.ResponseBytes);
        target.Whole(entry.Events);
        target.Whole(entry.TtftMicroseconds);
        target.Whole(entry.TtfaMicroseconds);
        target.Whole(entry.TotalMicroseconds);
        target.Whole(entry.UpstreamMicroseconds);
        target.Whole(entry.OverheadMicroseconds);
        target.Whole(entry.QueuedMicroseconds);
        target.Text(entry.Explain.Text);
    }

    /// <summary>Reads an entry from a row of <see cref="List"/>.</summary>
    public static RequestEntry Read(IRowSource row) => new()
    {
        Id = row.Id(0),
        Revision = (byte)row.Whole(2),
        RequestId = row.Text(3),
        TraceId = row.Text(4),
        Node = row.Text(5),
        ClientAddress = row.Text(6),
        Method = row.Text(7),
        Path = row.Text(8),
        Surface = row.Text(9),
        Key = row.Text(10),
        Org = row.Text(11),
        Team = row.Text(12),
        User = row.Text(13),
        App = row.Text(14),
        Provider = row.Text(15),
        Model = row.Text(16),
        ModelServed = row.Text(17),
        Status = (int)row.Whole(18),
        ErrorClass = StoredNames.ErrorClassOf(row.Text(19)),
        Fault = StoredNames.FaultOf(row.Text(20)),
        Attempts = (int)row.Whole(21),
        Streamed = row.Flag(22),
        Cancelled = row.Flag(23),
        Usage = new TokenUsage
        {
            Input = row.Whole(24),
            CachedInput = row.Whole(25),
            CacheWrite = row.Whole(26),
            CacheWrite1h = row.Whole(27),
            Output = row.Whole(28),
            Reasoning = row.Whole(29),
            AudioInput = row.Whole(30),
            AudioOutput = row.Whole(31),
            ImageInput = row.Whole(32),
            ImageOutput = row.Whole(33),
            Total = row.Whole(34),
            Source = StoredNames.UsageSourceOf(row.Text(35)),
        },
        Cost = new Cost(row.Whole(36), StoredNames.PriceStateOf(row.Text(37))),
        RequestBytes = row.Whole(38),
        ResponseBytes = row.Whole(39),
        Events = row.Whole(40),
        TtftMicroseconds = row.Whole(41),
        TtfaMicroseconds = row.Whole(42),
        TotalMicroseconds = row.Whole(43),
        UpstreamMicroseconds = row.Whole(44),
        OverheadMicroseconds = row.Whole(45),
        QueuedMicroseconds = row.Whole(46),
        Explain = PackedExplanation.Of(row.Text(47)),
    };
}
