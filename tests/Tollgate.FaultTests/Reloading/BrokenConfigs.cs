using System.Globalization;

namespace Tollgate.FaultTests.Reloading;

/// <summary>Configuration files that are each wrong in a way of their own, on top of a good one.</summary>
internal static class BrokenConfigs
{
    private static readonly string[] Numbers =
    [
        "grace_seconds", "drain_delay_seconds", "max_body_bytes", "max_stream_body_bytes", "body_memory_bytes", "max_header_bytes",
        "header_timeout_seconds", "body_timeout_seconds", "loops", "max_connections", "heartbeat_seconds",
    ];

    private static readonly string[] NoNumbers = ["plenty", "-1", "[]", "{}", "1e400", "99999999999999999999", "true", "0x10", "NaN"];

    private static readonly string[] Sections = ["server", "log", "metering", "egress", "auth", "storage"];

    private static readonly string[] NoSections = ["1", "[1]", "text", "{ nonsense: 1 }", "{ nonsense: [ { a: b } ] }"];

    private static readonly string[] Providers =
    [
        "{}", "{ name: x }", "{ name: x, kind: no-such }", "{ name: up }", "text", "1", "[]", "{ name: \"a b\", kind: demo }", "{ name: \"\", kind: demo }",
        "{ name: x, kind: openai-compatible }", "{ name: x, kind: openai-compatible, base_url: nonsense }",
        "{ name: x, kind: openai-compatible, base_url: \"ftp://h/v1\" }", "{ name: x, kind: openai-compatible, base_url: \"http://u:p@h/v1\" }",
        "{ name: x, kind: openai-compatible, base_url: \"http://h/v1?a=b\" }", "{ name: x, kind: openai-compatible, base_url: \"http://h:22/v1\" }",
        "{ name: x, kind: openai-compatible, base_url: \"http://169.254.169.254/v1\" }", "{ name: x, kind: openai-compatible, base_url: \"http://h:99999/v1\" }",
        "{ name: x, kind: demo, weight: heavy }", "{ name: x, kind: demo, weight: 0 }", "{ name: x, kind: demo, timeout_seconds: soon }",
        "{ name: x, kind: demo, max_connections: -1 }", "{ name: x, kind: demo, headers: 1 }", "{ name: x, kind: demo, headers: { \"a b\": c } }",
        "{ name: x, kind: demo, headers: { a: \"b\\r\\nc\" } }", "{ name: x, kind: demo, api_key: \"a\\nb\" }", "{ name: x, kind: demo, models: { a: {} } }",
        "{ name: x, kind: demo, retry_unsafe: perhaps }", "{ name: x, kind: demo, nonsense: 1 }", "{ name: x, kind: demo, api_key: \"${TOLLGATE_UNSET_NAME}\" }",
        "{ name: x, kind: bedrock }", "{ name: x, kind: demo, default: maybe }",
    ];

    private static readonly string[] Keys =
    [
        "{}", "{ name: a }", "{ key: sk-long-enough-key }", "{ name: a, key: short }", "{ name: a, key: \"with space in it\" }", "{ name: a, key: 1 }", "text",
        "{ name: a, key: sk-long-enough-key, models: { a: b } }", "{ name: a, key: sk-long-enough-key, nonsense: 1 }", "{ name: test, key: sk-another-key }",
        "{ name: a, key: sk-long-enough-key, billing: later }", "{ name: a, key: sk-client-canary-7f3a91c2d4 }",
    ];

    private static readonly string[] Limits =
    [
        "{ scope: nobody, metric: requests, limit: 1, per: 1m }", "{ scope: key, metric: laughs, limit: 1, per: 1m }", "{ scope: key, metric: requests, limit: -1, per: 1m }",
        "{ scope: key, metric: requests, limit: many, per: 1m }", "{ scope: key, metric: requests, limit: 1, per: soon }", "{ scope: key, metric: requests, limit: 1, per: -1m }",
        "{ scope: key, metric: requests, limit: 1, per: 1m, burst: -3 }", "{ scope: key, metric: requests, limit: 1, per: 1m, algorithm: guess }",
        "{ scope: key, metric: requests, limit: 1, per: 1m, on_exceeded: shrug }", "{ nonsense: 1 }", "1", "[]",
    ];

    private static readonly string[] Models =
    [
        "{}", "{ name: s }", "{ name: s, targets: [] }", "{ name: s, targets: [ { provider: nobody, model: m } ] }", "{ name: s, targets: [ { model: m } ] }",
        "{ name: s, targets: 1 }", "{ name: s, targets: [ { provider: up, model: m, weight: -1 } ] }", "{ name: s, strategy: dice, targets: [ { provider: up, model: m } ] }",
        "{ name: s, targets: [ { provider: up, model: m } ], nonsense: 1 }", "text",
    ];

    private static readonly string[] Raw =
        ["{}", "{ name: r }", "{ name: r, base_url: nonsense }", "{ name: \"r/r\", base_url: \"http://h\" }", "{ name: r, base_url: \"http://h:25\" }", "1"];

    private static readonly string[] Text =
    [
        "providers: [\n", "a: b: c\n", "\t- x\n", "a: *unknown\n", "{", "}", "]", "\"", "- 1\n", "text\n", "? x\n", "server: {}\nserver: {}\n", "a: !!binary x\n", "\0", "\ud83d\ude00: 1\n",
        "%YAML 9.9\n---\n{}\n", "---\n---\n", "a: |\n b\nc\n", "&a [*a]\n", "x: ${}\n", "providers: ${TOLLGATE_UNSET_NAME}\n", "providerz: []\n",
    ];

    /// <summary>All of them: what is wrong, and the file.</summary>
    /// <param name="good">A file that is right, without the sections that are added here.</param>
    public static IEnumerable<(string Wrong, string File)> On(string good)
    {
        foreach (var wrong in Text)
        {
            yield return (wrong, wrong);
        }

        foreach (var (name, value) in Numbers.SelectMany(name => NoNumbers.Select(value => (name, value))))
        {
            yield return ($"server.{name}: {value}", Insert(good, "server", $"  {name}: {value}"));
        }

        foreach (var (section, value) in Sections.SelectMany(section => NoSections.Select(value => (section, value))))
        {
            yield return ($"{section}: {value}", Without(good, section) + $"{section}: {value}\n");
        }

        foreach (var (list, entries) in new[] { ("providers", Providers), ("keys", Keys), ("limits", Limits), ("models", Models), ("raw", Raw) })
        {
            foreach (var entry in entries)
            {
                yield return ($"{list}: {entry}", Insert(good, list, $"  - {entry}"));
            }
        }
    }

    /// <summary>The file without a section: its line and the indented ones behind it.</summary>
    private static string Without(string good, string section)
    {
        var start = good.IndexOf(section + ":\n", StringComparison.Ordinal);
        if (start < 0)
        {
            return good;
        }

        var end = good.IndexOf('\n', start) + 1;
        while (end < good.Length && good[end] == ' ')
        {
            end = good.IndexOf('\n', end) + 1;
        }

        return good[..start] + good[end..];
    }

    private static string Insert(string good, string section, string line)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{section}:\n");
        return good.Contains(head, StringComparison.Ordinal) ? good.Replace(head, $"{head}{line}\n", StringComparison.Ordinal) : good + head + line + "\n";
    }
}
