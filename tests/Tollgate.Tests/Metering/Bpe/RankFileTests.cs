using System.Text;
using Shouldly;
using Tollgate.Metering.Bpe;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Metering.Bpe;

public sealed class RankFileTests
{
    [Fact]
    public void A_file_gives_its_tokens_in_the_order_of_their_ranks()
    {
        var vocabulary = Read(ByteRanks.File("he", "ll", "hell", "hello", "日本", "long token of more than eight bytes")).ShouldNotBeNull();

        vocabulary.Count.ShouldBe(262);
        vocabulary.LongestToken.ShouldBe(35);
        for (var b = 0; b < 256; b++)
        {
            vocabulary.RankOf([(byte)b]).ShouldBe(b);
        }

        vocabulary.RankOf("he"u8).ShouldBe(256);
        vocabulary.RankOf("hello"u8).ShouldBe(259);
        vocabulary.RankOf("日本"u8).ShouldBe(260);
        vocabulary.RankOf("long token of more than eight bytes"u8).ShouldBe(261);
        vocabulary.RankOf("hel"u8).ShouldBe(BpeVocabulary.None);
        vocabulary.RankOf("eh"u8).ShouldBe(BpeVocabulary.None);
        vocabulary.RankOf("long token of more than eight bytes and more"u8).ShouldBe(BpeVocabulary.None);
        Read(ByteRanks.File("he").Replace("\n", "\r\n", StringComparison.Ordinal).TrimEnd()).ShouldNotBeNull().Count.ShouldBe(257);
    }

    [Theory]
    [InlineData("aGU= 256\n\naGw= 257\n", "line 258 is not a token in base64, a space and a rank")]
    [InlineData("aGU=\n", "line 257 is not a token in base64, a space and a rank")]
    [InlineData(" 256\n", "line 257 is not a token in base64, a space and a rank")]
    [InlineData("aG!= 256\n", "line 257 has a token that is not base64")]
    [InlineData("aGU 256\n", "line 257 has a token that is not base64")]
    [InlineData("aGU= 256 \n", "line 257 has a rank that is not above the one before it")]
    [InlineData("aGU= 255\n", "line 257 has a rank that is not above the one before it")]
    [InlineData("aGU= -1\n", "line 257 has a rank that is not above the one before it")]
    [InlineData("aGU= 4294967296\n", "line 257 has a rank that is not above the one before it")]
    [InlineData("aGU= x\n", "line 257 has a rank that is not above the one before it")]
    [InlineData("aGU= 256\naGU= 257\n", "has the token in line 258 twice")]
    public void A_file_that_is_wrong_is_refused_with_its_line(string more, string problem)
    {
        RankFile.Read(Encoding.UTF8.GetBytes(ByteRanks.File() + more), SplitRules.O200K, out var found).ShouldBeNull();

        found.ShouldBe(problem);
    }

    [Fact]
    public void A_file_that_is_cut_short_too_large_or_empty_is_refused()
    {
        Problem("").ShouldContain("not every single byte");
        Problem(ByteRanks.File()[..1000]).ShouldContain("line ");
        Problem(ByteRanks.File("he").Replace(Convert.ToBase64String([7]) + " 7\n", "", StringComparison.Ordinal)).ShouldContain("not every single byte");
        Problem(ByteRanks.File(new string('x', RankFile.MaxTokenBytes + 3))).ShouldContain("bytes");
        RankFile.Read(new byte[RankFile.MaxFileBytes + 1], SplitRules.O200K, out var found).ShouldBeNull();
        found.ShouldContain("larger");
    }

    private static BpeVocabulary? Read(string file) => RankFile.Read(Encoding.UTF8.GetBytes(file), SplitRules.O200K, out _);

    private static string Problem(string file)
    {
        RankFile.Read(Encoding.UTF8.GetBytes(file), SplitRules.O200K, out var problem).ShouldBeNull();
        return problem;
    }
}
