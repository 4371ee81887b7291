using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tollgate.Host.Yaml;

/// <summary>
/// Takes <c>${NAME}</c> and <c>${NAME:-default}</c> out of a file before it is parsed and puts the values into its scalars afterwards.
/// So a value cannot add YAML of its own, and <c>{ key: ${NAME} }</c> is YAML although braces mean something else to it.
/// </summary>
internal sealed partial class VariableMask
{
    // Private-use characters: YAML takes them as ordinary text, and a file that holds them itself is refused.
    private const char Open = '\ue000';
    private const char Close = '\ue001';

    private readonly List<Match> _taken = [];
    private readonly Func<string, string?> _environment;

    private VariableMask(string text, Func<string, string?> environment)
    {
        _environment = environment;
        Text = Token().Replace(text, Take);
    }

    /// <summary>The file with marks in place of variables; lines are where they were.</summary>
    public string Text { get; }

    /// <summary>Values that came from the environment, by name: what no message may show.</summary>
    public Dictionary<string, string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>Masks a file's text; null when it holds characters that are reserved for the marks.</summary>
    public static VariableMask? Create(string text, Func<string, string?> environment) =>
        text.AsSpan().ContainsAny(Open, Close) ? null : new VariableMask(text, environment);

    /// <summary>Whether a text holds a mark or an escape of one.</summary>
    public static bool IsMasked(string text) => text.Contains(Open, StringComparison.Ordinal);

    /// <summary>Fills a scalar in. <paramref name="problem"/> names the variable that has no value.</summary>
    public string Fill(string scalar, out string? problem)
    {
        problem = null;
        if (!IsMasked(scalar))
        {
            if (scalar.Contains("${", StringComparison.Ordinal)) { problem = "holds a ${ that is not ${NAME} or ${NAME:-default}; write $${ for the text itself"; }
            return scalar;
        }

        var filled = new StringBuilder(scalar.Length);
        for (var at = 0; at < scalar.Length;)
        {
            var open = scalar.IndexOf(Open, at);
            var close = open < 0 ? -1 : scalar.IndexOf(Close, open);
            if (close < 0)
            {
                filled.Append(scalar, at, scalar.Length - at);
                break;
            }

            filled.Append(scalar, at, open - at);
            var taken = _taken[int.Parse(scalar.AsSpan(open + 1, close - open - 1), CultureInfo.InvariantCulture)];
            filled.Append(Value(taken, ref problem));
            at = close + 1;
        }

        return filled.ToString();
    }

    // No default holds a $, so that the search is linear; the timeout is never met, and is caught where the file is read.
    [GeneratedRegex(@"\$\$\{|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]{0,127})(:-(?<default>[^$}\r\n]{0,1024}))?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    private string Take(Match match)
    {
        _taken.Add(match);
        return string.Create(CultureInfo.InvariantCulture, $"{Open}{_taken.Count - 1}{Close}");
    }

    private string Value(Match taken, ref string? problem)
    {
        var name = taken.Groups["name"];
        if (!name.Success) { return "${"; }
        var fallback = taken.Groups["default"];

        // As in a shell: the default stands in for an empty value too.
        var value = _environment(name.Value);
        if (string.IsNullOrEmpty(value) && fallback.Success) { return fallback.Value; }
        if (value is null)
        {
            problem ??= $"needs the environment variable {name.Value}, which is not set; ${{{name.Value}:-}} would allow that";
            return string.Empty;
        }

        Used[name.Value] = value;
        return value;
    }
}
