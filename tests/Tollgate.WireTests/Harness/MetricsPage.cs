using System.Globalization;
using System.Text.RegularExpressions;

namespace Tollgate.WireTests.Harness;

/// <summary>The samples of a <c>/metrics</c> page.</summary>
internal sealed partial class MetricsPage(string text)
{
    public string Text => text;

    /// <summary>Sum over all samples of a name that carry the given labels; null if there is none.</summary>
    public double? Sum(string name, params (string Label, string Value)[] labels)
    {
        double? sum = null;
        foreach (var line in text.Split('\n'))
        {
            if (Sample().Match(line) is { Success: true } sample
                && sample.Groups["name"].Value == name
                && Array.TrueForAll(labels, label => sample.Groups["labels"].Value.Contains($"{label.Label}=\"{label.Value}\"", StringComparison.Ordinal)))
            {
                sum = (sum ?? 0) + double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture);
            }
        }

        return sum;
    }

    [GeneratedRegex(
        @"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sample();
}
