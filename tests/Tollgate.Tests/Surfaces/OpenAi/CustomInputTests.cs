using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Surfaces.OpenAi;
using Xunit;

namespace Tollgate.Tests.Surfaces.OpenAi;

public sealed class CustomInputTests
{
    [Theory]
    [InlineData("""{"input":"plain"}""", "plain")]
    [InlineData("""{ "input" : "a \"q\" \\ / \/ \n\té\u00e9 \ud83d\ude00 😀" } """, "a \"q\" \\ / / \n\té\u00e9 😀 😀")]
    [InlineData("""{"input":""}""", "")]
    [InlineData("""{"input":"cut off \u12""", "cut off ")]
    [InlineData("""{"input":"no \q escape, no \u12x either"}""", "no \\q escape, no \\u12x either")]
    [InlineData("""{"input":"half \ud83d\n"}""", "half \uFFFD\n")]
    [InlineData("""{"input":"x"} and more""", "x")]
    [InlineData("""{"other":1,"input":"late"}""", "late")]
    [InlineData("""{"input":{"a":1}}""", """{"input":{"a":1}}""")]
    [InlineData("just words", "just words")]
    public void The_text_comes_out_of_its_object_however_it_is_cut(string arguments, string text)
    {
        foreach (var size in new[] { 1, 2, 3, 7, 1000 })
        {
            Told(arguments, size, escapeAll: false).ShouldBe(text, $"pieces of {size}");
            Told(arguments, size, escapeAll: true).ShouldBe(text, $"escaped pieces of {size}");
        }
    }

    [Fact]
    public void Any_text_comes_out_as_it_went_in() => Prop.ForAll(
        ArbMap.Default.ArbFor<(NonNull<string> Text, PositiveInt Size, bool All)>(),
        sample =>
        {
            var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(sample.Text.Get)); // halves of pairs are no text
            return Told($$"""{"input":{{JsonSerializer.Serialize(text)}}}""", sample.Size.Get, sample.All) == text;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_comes_each_piece_is_the_inside_of_a_string() => Prop.ForAll(
        ArbMap.Default.ArbFor<(NonNull<string> Text, PositiveInt Size)>(),
        sample => Told("{\"input\":\"" + sample.Text.Get, sample.Size.Get, escapeAll: false) is not null).QuickCheckThrowOnFailure();

    /// <summary>What a client reads that puts the pieces together. Each must be whole characters, or decoding it throws.</summary>
    private static string Told(string arguments, int size, bool escapeAll)
    {
        var input = new CustomInput();
        var told = new StringBuilder();
        foreach (var piece in Pieces(arguments, size))
        {
            told.Append(Read(input.Add(Inside(piece, escapeAll))));
        }

        return told.Append(Read(input.End())).ToString();
    }

    private static string Read(JsonString piece) => JsonSerializer.Deserialize<string>($"\"{Encoding.UTF8.GetString(piece.Span)}\"")!;

    private static JsonString Inside(string piece, bool escapeAll) => escapeAll
        ? new JsonString(Encoding.ASCII.GetBytes(string.Concat(piece.Select(c => $"\\u{(int)c:x4}"))))
        : JsonString.Of(piece);

    /// <summary>Cut anywhere but within a pair, where no provider cuts.</summary>
    private static IEnumerable<string> Pieces(string text, int size)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = Math.Min(text.Length, at + size);
            end += end < text.Length && char.IsLowSurrogate(text[end]) && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
            yield return text[at..end];
            at = end;
        }
    }
}
