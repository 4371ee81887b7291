using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tollgate.Telemetry;

/// <summary>Writes the Prometheus text format, version 0.0.4. Runs off the loops, at scrape time.</summary>
internal sealed class PrometheusText(IBufferWriter<byte> output)
{
    /// <summary>Value of <c>Content-Type</c>.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _line = new(256);

    /// <summary>Begins a family: its samples follow at once.</summary>
    public void Family(string name, string type, string help)
    {
        _line.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
        _line.Append("\n# TYPE ").Append(name).Append(' ').Append(type);
        EndLine();
    }

    /// <summary>A whole number.</summary>
    public void Sample(string name, long value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        Begin(name, labels);
        _line.Append(CultureInfo.InvariantCulture, $"{value}");
        EndLine();
    }

    /// <summary>Any number.</summary>
    public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        Begin(name, labels);
        _line.Append(CultureInfo.InvariantCulture, $"{value:R}");
        EndLine();
    }

    /// <summary>A histogram in seconds. The count is the sum of the buckets as read, so the two never disagree.</summary>
    public void Sample(string name, Histogram histogram, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var counts = histogram.Counts;
        var bounds = histogram.Bounds.Micros;
        long total = 0;
        (string Name, string Value)[] bucketLabels = [.. labels, ("le", "")];
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            bucketLabels[^1].Value = i < bounds.Length ? Seconds(bounds[i]) : "+Inf";
            Sample(name + "_bucket", total, bucketLabels);
        }

        Begin(name + "_sum", labels);
        _line.Append(Seconds(histogram.SumMicros));
        EndLine();
        Sample(name + "_count", total, labels);
    }

    /// <summary>Microseconds as seconds, exactly.</summary>
    private static string Seconds(long micros) => (micros / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture);

    private void Begin(string name, ReadOnlySpan<(string Name, string Value)> labels)
    {
        _line.Append(name);
        var separator = '{';
        foreach (var (label, value) in labels)
        {
            _line.Append(separator).Append(label).Append("=\"");
            AppendEscaped(value);
            _line.Append('"');
            separator = ',';
        }

        _line.Append(labels.IsEmpty ? " " : "} ");
    }

    private void AppendEscaped(string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => _line.Append("\\\\"),
                '"' => _line.Append("\\\""),
                '\n' => _line.Append("\\n"),
                _ => _line.Append(c),
            };
        }
    }

    private void EndLine()
    {
        _line.Append('\n');
        foreach (var chunk in _line.GetChunks())
        {
            Encoding.UTF8.GetBytes(chunk.Span, output);
        }

        _line.Clear();
    }
}
