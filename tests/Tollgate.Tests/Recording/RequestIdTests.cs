using System.Text;
using Shouldly;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class RequestIdTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("Req-1.2_3", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a\r\nb", false)]
    [InlineData("é", false)]
    [InlineData("a\"", false)]
    public void A_clients_id_is_kept_when_it_is_harmless(string id, bool kept) =>
        RequestId.IsAcceptable(Encoding.UTF8.GetBytes(id)).ShouldBe(kept);

    [Fact]
    public void A_clients_id_has_at_most_64_characters()
    {
        RequestId.IsAcceptable(Encoding.UTF8.GetBytes(new string('a', 64))).ShouldBeTrue();
        RequestId.IsAcceptable(Encoding.UTF8.GetBytes(new string('a', 65))).ShouldBeFalse();
    }

    [Fact]
    public void Ids_are_distinct_and_acceptable_in_their_turn()
    {
        var source = new RequestIdSource();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var bytes = new byte[RequestIdSource.Bytes];
        for (var i = 0; i < 10_000; i++)
        {
            source.Write(bytes).ShouldBe(RequestIdSource.Bytes);
            RequestId.IsAcceptable(bytes).ShouldBeTrue();
            seen.Add(Encoding.ASCII.GetString(bytes)).ShouldBeTrue();
        }

        seen.ShouldAllBe(id => id.StartsWith("req_"));
    }

    [Fact]
    public void Two_loops_make_different_ids()
    {
        var (first, second) = (new byte[RequestIdSource.Bytes], new byte[RequestIdSource.Bytes]);
        new RequestIdSource().Write(first);
        new RequestIdSource().Write(second);
        first.ShouldNotBe(second);
    }

    [Fact]
    public void A_seed_of_zeros_does_not_stick()
    {
        var source = new RequestIdSource(new byte[16]);
        var (first, second) = (new byte[RequestIdSource.Bytes], new byte[RequestIdSource.Bytes]);
        source.Write(first);
        source.Write(second);
        first.ShouldNotBe(second);
    }
}
