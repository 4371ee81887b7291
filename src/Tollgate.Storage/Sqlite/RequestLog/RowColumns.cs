using System.Globalization;
using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Routing.Explain;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>How a request becomes a row and is read back. The order of columns is written down here alone, once per direction.</summary>
internal static class RowColumns
{
    public const string Names = "id, grp, rid, request_id, revision, trace, node, address, method, path, served, fault, attempts, flags, "
        + "input, cached, cache_write, cache_write_1h, output, reasoning, audio_in, audio_out, image_in, image_out, total_tokens, usage_source, "
        + "cost, price_state, request_bytes, response_bytes, events, ttft, ttfa, duration, upstream, overhead, own, queued, explain";

    /// <summary>Files of this version on have all of <see cref="Names"/>.</summary>
    public const int ExplainVersion = 2;

    /// <summary>The same of a file that an earlier version made: it is only read, so nobody adds the columns.</summary>
    public static readonly string NamesBefore = Names.Replace("queued, explain", "0, NULL", StringComparison.Ordinal);

    public const string Parameters = "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, "
        + "?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39";

    /// <summary>Of the flags: the request has an error class.</summary>
    public const int Failed = 4;

    private const int Streamed = 1;
    private const int Cancelled = 2;

    /// <summary>Binds all columns.</summary>
    /// <param name="row">An insert of <see cref="Names"/>.</param>
    /// <param name="entry">What to write.</param>
    /// <param name="group">Its group.</param>
    /// <param name="folded">Whether that group hides some of its texts.</param>
    /// <param name="texts">Numbers of texts.</param>
    public static void Bind(RawStatement row, RequestEntry entry, long group, bool folded, DayTexts texts)
    {
        Span<byte> id = stackalloc byte[RecordId.Bytes];
        entry.Id.Write(id);
        row.Bind(1, id);
        row.Bind(2, group);
        if (entry.RequestId.Length == 0) { row.BindNull(3); }
        else { row.Bind(3, RequestIdPlace.Of(entry.Id, entry.RequestId)); }
        row.Bind(4, entry.RequestId);
        row.Bind(5, entry.Revision);
        Trace(row, 6, entry.TraceId);
        Text(row, 7, entry.Node, texts);
        Text(row, 8, entry.ClientAddress, texts);
        Text(row, 9, entry.Method, texts);
        Text(row, 10, entry.Path, texts);
        Text(row, 11, entry.ModelServed, texts);
        row.Bind(12, (long)entry.Fault);
        row.Bind(13, entry.Attempts);
        row.Bind(14, (entry.Streamed ? Streamed : 0) | (entry.Cancelled ? Cancelled : 0) | (entry.ErrorClass is ErrorClass.None ? 0 : Failed));
        var usage = entry.Usage;
        row.Bind(15, usage.Input);
        row.Bind(16, usage.CachedInput);
        row.Bind(17, usage.CacheWrite);
        row.Bind(18, usage.CacheWrite1h);
        row.Bind(19, usage.Output);
        row.Bind(20, usage.Reasoning);
        row.Bind(21, usage.AudioInput);
        row.Bind(22, usage.AudioOutput);
        row.Bind(23, usage.ImageInput);
        row.Bind(24, usage.ImageOutput);
        row.Bind(25, usage.Total);
        row.Bind(26, (long)usage.Source);
        row.Bind(27, entry.Cost.NanoUsd);
        row.Bind(28, (long)entry.Cost.State);
        row.Bind(29, entry.RequestBytes);
        row.Bind(30, entry.ResponseBytes);
        row.Bind(31, entry.Events);
        row.Bind(32, entry.TtftMicroseconds);
        row.Bind(33, entry.TtfaMicroseconds);
        row.Bind(34, entry.TotalMicroseconds);
        row.Bind(35, entry.UpstreamMicroseconds);
        row.Bind(36, entry.OverheadMicroseconds);
        if (!folded) { row.BindNull(37); }
        else { row.Bind(37, JsonTexts.Write([entry.Key, entry.Org, entry.Team, entry.User, entry.App, entry.Provider, entry.Model, entry.Surface])); }
        row.Bind(38, entry.QueuedMicroseconds);
        if (entry.Explain.IsEmpty) { row.BindNull(39); }
        else { row.Bind(39, entry.Explain.Bytes); }
    }

    /// <summary>Reads a row of <see cref="Names"/>.</summary>
    public static RequestEntry Read(RawStatement row, DayReader day)
    {
        var dims = day.DimsOf(row.Long(1));
        var own = row.IsNull(36) ? null : JsonTexts.Read(row.Bytes(36));
        string Dim(int index) => own?[index] ?? day.Text(dims[index]);
        string TextAt(int column) => row.IsNumber(column) ? day.Text(row.Int(column)) : row.Text(column);
        return new RequestEntry
        {
            Id = RecordId.Read(row.Bytes(0)),
            RequestId = row.Text(3),
            Revision = (byte)row.Int(4),
            TraceId = row.IsText(5) ? row.Text(5) : Convert.ToHexStringLower(row.Bytes(5)),
            Node = TextAt(6),
            ClientAddress = TextAt(7),
            Method = TextAt(8),
            Path = TextAt(9),
            ModelServed = TextAt(10),
            Key = Dim(0),
            Org = Dim(1),
            Team = Dim(2),
            User = Dim(3),
            App = Dim(4),
            Provider = Dim(5),
            Model = Dim(6),
            Surface = Dim(7),
            Status = dims[Dims.Status],
            ErrorClass = (ErrorClass)dims[Dims.Error],
            Fault = (FaultCode)row.Int(11),
            Attempts = row.Int(12),
            Streamed = (row.Int(13) & Streamed) != 0,
            Cancelled = (row.Int(13) & Cancelled) != 0,
            Usage = new TokenUsage
            {
                Input = row.Long(14),
                CachedInput = row.Long(15),
                CacheWrite = row.Long(16),
                CacheWrite1h = row.Long(17),
                Output = row.Long(18),
                Reasoning = row.Long(19),
                AudioInput = row.Long(20),
                AudioOutput = row.Long(21),
                ImageInput = row.Long(22),
                ImageOutput = row.Long(23),
                Total = row.Long(24),
                Source = (UsageSource)row.Int(25),
            },
            Cost = new Cost(row.Long(26), (PriceState)row.Int(27)),
            RequestBytes = row.Long(28),
            ResponseBytes = row.Long(29),
            Events = row.Long(30),
            TtftMicroseconds = row.Long(31),
            TtfaMicroseconds = row.Long(32),
            TotalMicroseconds = row.Long(33),
            UpstreamMicroseconds = row.Long(34),
            OverheadMicroseconds = row.Long(35),
            QueuedMicroseconds = row.Long(37),
            Explain = row.IsNull(38) ? default : PackedExplanation.Of(row.Bytes(38)),
        };
    }

    private static void Text(RawStatement row, int parameter, string text, DayTexts texts)
    {
        if (texts.TryOfRow(text, out var number)) { row.Bind(parameter, number); }
        else { row.Bind(parameter, text); }
    }

    /// <summary>A trace id as it should be takes half the room as bytes.</summary>
    private static void Trace(RawStatement row, int parameter, string trace)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (trace.Length == 32 && !trace.AsSpan().ContainsAnyInRange('A', 'F')
            && UInt128.TryParse(trace, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
            row.Bind(parameter, bytes);
            return;
        }

        row.Bind(parameter, trace);
    }
}
