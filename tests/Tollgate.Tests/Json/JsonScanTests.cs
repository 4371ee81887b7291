using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Json;
using Xunit;

namespace Tollgate.Tests.Json;

public sealed class JsonScanTests
{
    [Fact]
    public void Every_valid_document_is_accepted() => Prop.ForAll<int>(seed =>
    {
        var json = new JsonSamples(seed).Value(0);
        return IsAccepted(Encoding.UTF8.GetBytes(json));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_damaged_document_is_judged_as_the_platform_judges_it() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll<int>(seed =>
        {
            var samples = new JsonSamples(seed);
            var damaged = samples.Mutate(samples.Value(0));
            return (IsAccepted(damaged) == IsStrictJson(damaged)).Label(Encoding.UTF8.GetString(damaged));
        }));

    [Theory]
    [InlineData("", ScanErrorKind.UnexpectedEnd, 0)]
    [InlineData("{\"a\":", ScanErrorKind.UnexpectedEnd, 5)]
    [InlineData("{\"a\"", ScanErrorKind.UnexpectedEnd, 4)]
    [InlineData("[1,]", ScanErrorKind.UnexpectedByte, 3)]
    [InlineData("{\"a\":1,}", ScanErrorKind.UnexpectedByte, 7)]
    [InlineData("[1}", ScanErrorKind.UnexpectedByte, 2)]
    [InlineData("{a:1}", ScanErrorKind.UnexpectedByte, 1)]
    [InlineData("tru", ScanErrorKind.UnexpectedEnd, 3)]
    [InlineData("trux", ScanErrorKind.UnexpectedByte, 0)]
    [InlineData("[01]", ScanErrorKind.BadNumber, 1)]
    [InlineData("[-]", ScanErrorKind.BadNumber, 1)]
    [InlineData("[1.]", ScanErrorKind.BadNumber, 1)]
    [InlineData("[1e]", ScanErrorKind.BadNumber, 1)]
    [InlineData("[+1]", ScanErrorKind.UnexpectedByte, 1)]
    [InlineData("[1e999]", ScanErrorKind.NumberRange, 1)]
    [InlineData("[-1e999]", ScanErrorKind.NumberRange, 1)]
    [InlineData("[\"a\nb\"]", ScanErrorKind.ControlByte, 3)]
    [InlineData("[\"a\0b\"]", ScanErrorKind.ControlByte, 3)]
    [InlineData("[\"0123456789abcdef0123456789\u001f\"]", ScanErrorKind.ControlByte, 28)]
    [InlineData("[\"\\x\"]", ScanErrorKind.BadEscape, 2)]
    [InlineData("[\"\\u12g4\"]", ScanErrorKind.BadEscape, 2)]
    [InlineData("[\"\\ud83d\"]", ScanErrorKind.LoneSurrogate, 2)]
    [InlineData("[\"\\ude00\"]", ScanErrorKind.LoneSurrogate, 2)]
    [InlineData("[\"\\ud83d\\u0041\"]", ScanErrorKind.LoneSurrogate, 2)]
    [InlineData("[\"\\ud83d\\ud83d\\ude00\"]", ScanErrorKind.LoneSurrogate, 2)]
    internal void An_error_says_what_and_where(string json, ScanErrorKind kind, int offset)
    {
        var scan = new JsonScan(Encoding.UTF8.GetBytes(json));

        scan.SkipValue(0).ShouldBeFalse();

        scan.Error.ShouldBe(kind);
        scan.Position.ShouldBe(offset);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(10_000, false)]
    public void Nesting_ends_at_64_levels(int depth, bool accepted)
    {
        IsAccepted(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth))).ShouldBe(accepted);
        var objects = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        IsAccepted(Encoding.UTF8.GetBytes(objects)).ShouldBe(accepted);
    }

    [Theory]
    [InlineData(JsonScan.MaxKeyBytes, true)]
    [InlineData(JsonScan.MaxKeyBytes + 1, false)]
    public void Keys_end_at_64_KiB_at_any_depth(int length, bool accepted)
    {
        var key = new string('k', length);
        IsAccepted(Encoding.UTF8.GetBytes($"[{{\"{key}\":1}}]")).ShouldBe(accepted);
    }

    [Fact]
    public void A_number_of_a_million_digits_is_measured_not_believed()
    {
        IsAccepted(Encoding.UTF8.GetBytes(new string('9', 1_000_000))).ShouldBeFalse();
        IsAccepted(Encoding.UTF8.GetBytes("0." + new string('9', 1_000_000))).ShouldBeTrue();
    }

    private static bool IsAccepted(byte[] json) => Utf8.IsValid(json) && JsonScan.IsValue(json);

    private static bool IsStrictJson(byte[] json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            Touch(document.RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Touch(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Number when !double.IsFinite(element.GetDouble()):
                throw new JsonException();
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Touch(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Touch(member.Value);
                }

                break;
        }
    }
}
