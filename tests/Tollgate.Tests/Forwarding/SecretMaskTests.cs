using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Forwarding;
using Xunit;

namespace Tollgate.Tests.Forwarding;

public sealed class SecretMaskTests
{
    private static readonly byte[][] Secrets = UpstreamSecrets.Of("authorization: Bearer aabaabaac\r\nx-api-key: baabaabb\r\n"u8.ToArray());

    [Fact]
    public void What_is_secret_is_what_was_configured_and_long_enough_but_no_wish_to_the_vendor() =>
        UpstreamSecrets.Of("Authorization: Bearer sk-secret-1\r\nanthropic-version: 2023-06-01\r\nOpenAI-Organization: org-12345678\r\nx-own: abcdefgh short\r\n"u8.ToArray())
            .Select(Encoding.ASCII.GetString).ShouldBe(["sk-secret-1", "abcdefgh"]);

    [Theory]
    [InlineData("key aabaabaac is wrong, aabaabaac!", "key ********* is wrong, *********!")]
    [InlineData("aabaabaabaac", "aab*********")]
    [InlineData("aabaabaa", "aabaabaa")]
    [InlineData("", "")]
    public void A_secret_is_hidden_byte_for_byte(string text, string hidden)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        new SecretMask(Secrets).Apply(bytes);
        Encoding.ASCII.GetString(bytes).ShouldBe(hidden);
    }

    [Theory]
    [InlineData("aa/bb+cc/dd")]
    [InlineData("""aa\/bb+cc\/dd""")]
    [InlineData("""aa/bb\u002Bcc/dd""")]
    [InlineData("""aa/bb\u002bcc/dd""")]
    [InlineData("""aa\/bb\u002Bcc\/dd""")]
    public void A_secret_that_was_escaped_without_need_is_hidden_as_well(string echoed)
    {
        var bytes = Encoding.ASCII.GetBytes(echoed + " is wrong");
        new SecretMask(UpstreamSecrets.Of("x-api-key: aa/bb+cc/dd\r\n"u8.ToArray())).Apply(bytes);
        Encoding.ASCII.GetString(bytes).ShouldBe(new string('*', echoed.Length) + " is wrong");
    }

    /// <summary>Words of two letters make nearly every text the beginning of a secret.</summary>
    [Fact]
    public void Pieces_of_any_size_come_out_as_the_whole_would() => Prop.ForAll(
        Gen.Elements('a', 'a', 'b', 'c', 'A').ArrayOf().Where(letters => letters.Length < 60).ToArbitrary(),
        Gen.Choose(1, 9).ToArbitrary(),
        (letters, size) =>
        {
            var text = new string(letters).Replace("A", "aabaabaac", StringComparison.Ordinal) + "baabaabb";
            var whole = Encoding.ASCII.GetBytes(text);
            new SecretMask(Secrets).Apply(whole);
            var pieces = InPieces(text, size);
            pieces.Length.ShouldBe(text.Length);
            pieces.ShouldNotContain("aabaabaac");
            pieces.ShouldNotContain("baabaabb");
            text.Zip(pieces).ShouldAllBe(pair => pair.Second == pair.First || pair.Second == '*');
            if (text.Split("aabaabaac").Length + text.Split("baabaabb").Length == 3)
            {
                pieces.ShouldBe(Encoding.ASCII.GetString(whole)); // with one secret there is no question of which comes first
            }
        }).QuickCheckThrowOnFailure();

    private static string InPieces(string text, int size)
    {
        var masked = new MaskedPayload(new SecretMask(Secrets));
        var seen = new StringBuilder();
        for (var at = 0; at < text.Length; at += size)
        {
            masked.Take(Encoding.ASCII.GetBytes(text.Substring(at, Math.Min(size, text.Length - at))), isLast: false);
            seen.Append(Encoding.ASCII.GetString(masked.Piece.Span));
        }

        masked.Take(default, isLast: true);
        return seen.Append(Encoding.ASCII.GetString(masked.Piece.Span)).ToString();
    }
}
