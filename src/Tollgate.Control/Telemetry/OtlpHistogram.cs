namespace Tollgate.Control.Telemetry;

/// <summary>
/// One histogram of OTLP, cumulative since the start. Its sets of attributes are bounded: what comes beyond goes into the one point that
/// the metrics specification has for that, <c>otel.metric.overflow</c>. Not safe for several threads at once.
/// </summary>
internal sealed class OtlpHistogram(string name, string unit, string description, double[] bounds)
{
    /// <summary>Sets of attributes; the specification's own default.</summary>
    private const int MaxPoints = 2000;

    private const int Cumulative = 2;
    private const int Attributes = 9;

    private readonly Dictionary<GenAiKey, Point> _points = [];
    private Point? _overflow;

    /// <summary>Counts one value.</summary>
    public void Record(in GenAiKey key, double value)
    {
        if (!_points.TryGetValue(key, out var point))
        {
            point = _points.Count < MaxPoints ? _points[key] = new Point(bounds.Length) : _overflow ??= new Point(bounds.Length);
        }

        // An upper bound belongs to its bucket.
        var bucket = Array.BinarySearch(bounds, value);
        point.Counts[bucket < 0 ? ~bucket : bucket]++;
        point.Sum += value;
        point.Total++;
    }

    /// <summary>Writes a <c>Metric</c>; nothing where nothing was counted.</summary>
    public void Write(ProtoWriter proto, ulong start, ulong now)
    {
        if (_points.Count == 0)
        {
            return;
        }

        var metric = proto.Begin(2);
        proto.Text(1, name);
        proto.Text(2, description);
        proto.Text(3, unit);
        var data = proto.Begin(9);
        foreach (var (key, point) in _points)
        {
            var one = proto.Begin(1);
            key.Write(proto, Attributes);
            WritePoint(proto, point, start, now);
            proto.End(one);
        }

        if (_overflow is { } overflow)
        {
            var one = proto.Begin(1);
            proto.Flag(Attributes, "otel.metric.overflow", value: true);
            WritePoint(proto, overflow, start, now);
            proto.End(one);
        }

        proto.Whole(2, Cumulative);
        proto.End(data);
        proto.End(metric);
    }

    private void WritePoint(ProtoWriter proto, Point point, ulong start, ulong now)
    {
        proto.Fixed64(2, start);
        proto.Fixed64(3, now);
        proto.Fixed64(4, (ulong)point.Total);
        proto.Number(5, point.Sum);
        proto.Packed(6, point.Counts);
        proto.Packed(7, bounds);
    }

    private sealed class Point(int bounds)
    {
        public long[] Counts { get; } = new long[bounds + 1];

        public double Sum { get; set; }

        public long Total { get; set; }
    }
}
