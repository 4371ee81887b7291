using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Json;
using Xunit;

namespace Tollgate.Tests.Json;

public sealed class JsonEscapeTests
{
    [Fact]
    public void Any_bytes_become_the_text_that_a_lenient_decoder_reads() => Prop
        .ForAll<byte[]>(bytes =>
        {
            bytes ??= [];
            var room = new byte[bytes.Length * JsonEscape.MaxGrowth];
            var read = ReadBack(room.AsSpan(0, JsonEscape.Escape(bytes, room)));
            read.ShouldBe(Encoding.UTF8.GetString(bytes));
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_string_survives() => Prop
        .ForAll<NonNull<string>>(text =>
        {
            var room = new byte[1024 * JsonEscape.MaxGrowth];
            ReadBack(room.AsSpan(0, JsonEscape.Escape(text.Get, room))).ShouldBe(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get)));
        })
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("日本語", 7, "日本")]
    [InlineData("abc", 2, "ab")]
    [InlineData("a\"b", 2, "a")]
    [InlineData("a\u0001b", 6, "a")]
    public void Text_that_does_not_fit_is_cut_between_characters(string text, int room, string expected)
    {
        var bytes = new byte[room];
        ReadBack(bytes.AsSpan(0, JsonEscape.Escape(Encoding.UTF8.GetBytes(text), bytes))).ShouldBe(expected);
    }

    private static string? ReadBack(ReadOnlySpan<byte> inside) =>
        JsonSerializer.Deserialize<string>("\"" + Encoding.UTF8.GetString(inside) + "\"");
}
