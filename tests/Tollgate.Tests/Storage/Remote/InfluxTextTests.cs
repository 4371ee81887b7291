using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Recording;
using Tollgate.Storage.Influx;
using Tollgate.Tests.Storage.RequestLog;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

/// <summary>The line protocol, read back by a reader that follows its reference alone.</summary>
public sealed class InfluxTextTests
{
    [Fact]
    public void Whatever_a_text_holds_a_line_stays_one_line_with_the_same_tags_and_fields() => Prop.ForAll<string, string, string>((model, app, node) =>
    {
        var entry = SampleEntries.At(DateTimeOffset.UnixEpoch.AddDays(20_000)) with { Model = model ?? "", App = app ?? "", Node = node ?? "" };
        var lines = new StringBuilder();
        new InfluxPoints().Append(lines, entry);
        var text = lines.ToString();
        text.Count(c => c == '\n').ShouldBe(1);
        var (tags, fields, time) = Read(text.TrimEnd('\n'));
        time.ShouldBe(InfluxPoints.Timestamp(entry.Id));
        Same(tags.GetValueOrDefault("model", ""), entry.Model);
        Same(tags.GetValueOrDefault("node", ""), entry.Node);
        tags["status"].ShouldBe("200");
        fields["app"].ShouldBe(InfluxText.Plain(entry.App));
        fields["requests"].ShouldBe("1i");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_two_requests_of_a_loop_share_a_time_and_a_repeat_has_the_same()
    {
        var ids = Enumerable.Range(0, 3900).SelectMany(count => Enumerable.Range(0, 5).Select(loop => new RecordId(0x0199_0000_0000_a5c3, (ulong)(loop * 50) << 32 | (uint)count)));
        var times = ids.Select(InfluxPoints.Timestamp).ToList();
        times.Distinct().Count().ShouldBe(times.Count);
        times.ShouldAllBe(time => time / 1_000_000 == 0x0199_0000_0000);
    }

    private static void Same(string read, string written)
    {
        var plain = InfluxText.Plain(written);
        read.ShouldBe(plain.EndsWith('\\') ? plain[..^1] + "/" : plain);
    }

    /// <summary>Splits at unescaped spaces outside quotes, then at commas, then at equals signs.</summary>
    private static (Dictionary<string, string> Tags, Dictionary<string, string> Fields, long Time) Read(string line)
    {
        // Quotes mean something in fields only.
        var key = Split(line, ' ', quotes: false)[0];
        var rest = Split(line[(key.Length + 1)..], ' ', quotes: true);
        rest.Count.ShouldBe(2);
        return (Pairs(key, quotes: false), Pairs(rest[0], quotes: true), long.Parse(rest[1]));

        static Dictionary<string, string> Pairs(string part, bool quotes) => Split(part, ',', quotes).Select(pair => Split(pair, '=', quotes)).Where(pair => pair.Count == 2)
            .ToDictionary(pair => pair[0], pair => quotes && pair[1] is ['"', .., '"'] text ? text[1..^1].Replace("\\\"", "\"").Replace("\\\\", "\\") : Unescape(pair[1]));
    }

    private static string Unescape(string text) => text.Replace("\\,", ",").Replace("\\=", "=").Replace("\\ ", " ");

    private static List<string> Split(string text, char at, bool quotes)
    {
        var parts = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && (quoted ? text[i + 1] is '"' or '\\' : text[i + 1] is ',' or '=' or ' ')) { i++; }
            else if (text[i] == '"' && quotes && (quoted || text[i - 1] == '=')) { quoted = !quoted; }
            else if (text[i] == at && !quoted)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }
}
