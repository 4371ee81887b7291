using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tollgate.Telemetry;

/// <summary>Writes the Prometheus text format 0.0.4 or OpenMetrics 1.0. Runs off the loops, at scrape time.</summary>
internal sealed class PrometheusText(IBufferWriter<byte> output, MetricsFormat format = MetricsFormat.Text)
{
    private readonly StringBuilder _line = new(256);

    /// <summary>Begins a family: its samples follow at once.</summary>
    /// <param name="name">Name of the samples; a counter's ends with <c>_total</c>, an info's with <c>_info</c>.</param>
    /// <param name="type"><c>counter</c>, <c>gauge</c>, <c>histogram</c> or <c>info</c>.</param>
    /// <param name="help">What it counts.</param>
    public void Family(string name, string type, string help)
    {
        // OpenMetrics names a family without its samples' suffix, and has a type for what the older format shows as a gauge.
        var isOpen = format is MetricsFormat.OpenMetrics;
        var family = isOpen && type is "counter" ? Without(name, "_total") : isOpen && type is "info" ? Without(name, "_info") : name;
        var shown = type is "info" && !isOpen ? "gauge" : type;
        var text = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        _line.Append("# HELP ").Append(family).Append(' ').Append(isOpen ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text);
        _line.Append("\n# TYPE ").Append(family).Append(' ').Append(shown);
        EndLine();
    }

    /// <summary>Ends the page.</summary>
    public void End()
    {
        if (format is MetricsFormat.OpenMetrics)
        {
            _line.Append("# EOF");
            EndLine();
        }
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
            bucketLabels[^1].Value = i < bounds.Length ? Bound(bounds[i]) : "+Inf";
            Begin(name + "_bucket", bucketLabels);
            _line.Append(CultureInfo.InvariantCulture, $"{total}");
            if (format is MetricsFormat.OpenMetrics && histogram.TryExemplar(i, out var exemplar))
            {
                Append(exemplar);
            }

            EndLine();
        }

        Begin(name + "_sum", labels);
        _line.Append(Seconds(histogram.SumMicros));
        EndLine();
        Sample(name + "_count", total, labels);
    }

    private static string Without(string name, string suffix) => name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;

    /// <summary>A bound as a floating-point number in both formats: Prometheus keeps <c>1</c> and <c>1.0</c> apart, and negotiates either.</summary>
    private static string Bound(long micros) => Seconds(micros) is var text && text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";

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

    private void Append(in Exemplar exemplar)
    {
        _line.Append(CultureInfo.InvariantCulture, $" # {{trace_id=\"{exemplar.TraceHigh:x16}{exemplar.TraceLow:x16}\"}} ").Append(Seconds(exemplar.Micros));
        _line.Append(CultureInfo.InvariantCulture, $" {exemplar.UnixMilliseconds / 1000m:0.000}");
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
