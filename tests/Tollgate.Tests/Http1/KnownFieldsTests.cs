using Shouldly;
using Tollgate.Http1;
using Xunit;
using static Tollgate.Tests.Http1.HeadText;

namespace Tollgate.Tests.Http1;

public sealed class KnownFieldsTests
{
    [Theory]
    [InlineData("host", "Host")]
    [InlineData("Content-Length", "ContentLength")]
    [InlineData("TRANSFER-ENCODING", "TransferEncoding")]
    [InlineData("X-Forwarded-For", "XForwarded")]
    [InlineData("x-forwarded-anything-at-all", "XForwarded")]
    [InlineData("X-Tollgate-Provider", "TollgateProvider")]
    [InlineData("x-tollgate-peer", "TollgateOther")]
    [InlineData("Access-Control-Request-Headers", "AccessControl")]
    [InlineData("Sec-WebSocket-Key", "SecWebSocket")]
    [InlineData("Sec-WebSocket-Protocol", "SecWebSocketProtocol")]
    [InlineData("sec-ch-ua-platform", "BrowserHint")]
    [InlineData("CF-Connecting-IP", "Cloudflare")]
    [InlineData("anthropic-ratelimit-tokens-remaining", "RateLimit")]
    [InlineData("x-ratelimit-limit-requests", "RateLimit")]
    [InlineData("proxy-anything", "ProxyOther")]
    [InlineData("Ocp-Apim-Subscription-Key", "OtherCredential")]
    [InlineData("OpenAI-Beta", "Other")]
    [InlineData("x-stainless-lang", "Other")]
    [InlineData("hosts", "Other")]
    [InlineData("hos", "Other")]
    [InlineData("x", "Other")]
    [InlineData("content_length", "Other")]
    [InlineData("x-api-key-which-is-longer-than-every-name-in-the-table-by-far", "Other")]
    public void Name_is_known_in_any_case(string name, string known)
    {
        KnownFields.Find(Bytes(name)).ToString().ShouldBe(known);
        KnownFields.Find(Bytes(name.ToUpperInvariant())).ToString().ShouldBe(known);
    }

    [Fact]
    public void Set_holds_exactly_what_it_was_given()
    {
        var all = Enum.GetValues<KnownField>();
        ((int)all[^1]).ShouldBeLessThan(128);
        foreach (var one in all)
        {
            var set = KnownFieldSet.Of(one);
            all.Where(set.Contains).ShouldBe([one]);
            set.Without(set).Contains(one).ShouldBeFalse();
        }
    }
}
