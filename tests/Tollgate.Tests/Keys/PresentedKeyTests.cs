using System.Text;
using Shouldly;
using Tollgate.Faults;
using Tollgate.Keys;
using Xunit;

namespace Tollgate.Tests.Keys;

public sealed class PresentedKeyTests
{
    private static readonly string[] Places = ["authorization", "x-api-key", "api-key", "x-goog-api-key", "query"];

    [Fact]
    public void Check_38_a_key_means_the_same_in_every_place()
    {
        foreach (var place in Places)
        {
            Verdict((place, "sk-good")).ShouldBe(FaultCode.None, place);
            Verdict((place, "sk-bad")).ShouldBe(FaultCode.AuthInvalidToken, place);
            Verdict((place, "sk-off")).ShouldBe(FaultCode.AuthInvalidToken, place);
            Verdict((place, "sk-old")).ShouldBe(FaultCode.AuthExpiredToken, place);
            Verdict((place, "")).ShouldBe(FaultCode.AuthMissingToken, place);
            Verdict((place, new string('x', KeyTable.MaxCredentialBytes + 1))).ShouldBe(FaultCode.AuthInvalidToken, place);
        }
    }

    [Fact]
    public void Check_38_two_different_keys_are_a_conflict_and_two_equal_ones_are_one()
    {
        foreach (var first in Places)
        {
            foreach (var second in Places)
            {
                Verdict((first, "sk-good"), (second, "sk-good")).ShouldBe(FaultCode.None, $"{first} {second}");
                Verdict((first, "sk-good"), (second, "sk-bad")).ShouldBe(FaultCode.ValidationError, $"{first} {second}");
                Verdict((first, "sk-bad"), (second, "sk-good")).ShouldBe(FaultCode.ValidationError, $"{first} {second}");
            }
        }
    }

    [Fact]
    public void No_credential_at_all_is_a_missing_token() => Verdict().ShouldBe(FaultCode.AuthMissingToken);

    [Theory]
    [InlineData("Bearer sk-good", nameof(FaultCode.None))]
    [InlineData("bearer sk-good", nameof(FaultCode.None))]
    [InlineData("BEARER \t sk-good  ", nameof(FaultCode.None))]
    [InlineData("Bearer", nameof(FaultCode.AuthMissingToken))]
    [InlineData("Bearer  ", nameof(FaultCode.AuthMissingToken))]
    [InlineData("", nameof(FaultCode.AuthMissingToken))]
    [InlineData("Bearersk-good", nameof(FaultCode.AuthInvalidToken))]
    [InlineData("sk-good", nameof(FaultCode.AuthInvalidToken))]
    [InlineData("Basic c2stZ29vZA==", nameof(FaultCode.AuthInvalidToken))]
    public void The_authorization_header_is_read_as_a_bearer_token(string value, string expected)
    {
        var presented = new PresentedKey([]);
        presented.AddAuthorization(Encoding.UTF8.GetBytes(value));
        Identify(ref presented).ToString().ShouldBe(expected);
    }

    [Fact]
    public void The_basic_credentials_of_a_proxy_do_not_spoil_a_key()
    {
        var presented = new PresentedKey([]);
        presented.AddAuthorization("Basic c2stZ29vZA=="u8);
        presented.AddHeader("sk-good"u8);
        Identify(ref presented).ShouldBe(FaultCode.None);
    }

    [Theory]
    [InlineData("sk%2Dgood", nameof(FaultCode.None))]
    [InlineData("%73%6b%2d%67%6f%6f%64", nameof(FaultCode.None))]
    [InlineData("sk%2", nameof(FaultCode.AuthInvalidToken))]
    [InlineData("sk%", nameof(FaultCode.AuthInvalidToken))]
    [InlineData("sk%zz", nameof(FaultCode.AuthInvalidToken))]
    [InlineData("sk%-1good", nameof(FaultCode.AuthInvalidToken))]
    public void A_query_key_is_decoded(string encoded, string expected)
    {
        var presented = new PresentedKey(new byte[64]);
        presented.AddQuery(Encoding.UTF8.GetBytes(encoded));
        Identify(ref presented).ToString().ShouldBe(expected);
    }

    [Fact]
    public void Two_escaped_query_keys_are_compared_before_one_overwrites_the_other()
    {
        var presented = new PresentedKey(new byte[64]);
        presented.AddQuery("sk%2Dgood"u8);
        presented.AddQuery("sk%2Dfine"u8);
        presented.Status.ShouldBe(PresentedKeyStatus.Conflict);
    }

    [Fact]
    public void A_broken_query_key_beside_a_good_one_is_refused()
    {
        var presented = new PresentedKey(new byte[64]);
        presented.AddHeader("sk-good"u8);
        presented.AddQuery("%zz"u8);
        presented.Status.ShouldBe(PresentedKeyStatus.Unusable);
    }

    private static FaultCode Verdict(params (string Place, string Key)[] credentials)
    {
        var presented = new PresentedKey(new byte[256]);
        foreach (var (place, key) in credentials)
        {
            switch (place)
            {
                case "authorization":
                    presented.AddAuthorization(Encoding.UTF8.GetBytes("Bearer " + key));
                    break;
                case "query":
                    presented.AddQuery(Encoding.UTF8.GetBytes(key.Replace("-", "%2D", StringComparison.Ordinal)));
                    break;
                default:
                    presented.AddHeader(Encoding.UTF8.GetBytes(key));
                    break;
            }
        }

        return Identify(ref presented);
    }

    private static FaultCode Identify(scoped ref PresentedKey presented)
    {
        var table = new KeyTable(
        [
            (new Caller { KeyId = 0, Name = "good", ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(1001) }, "sk-good"),
            (new Caller { KeyId = 1, Name = "off", Enabled = false }, "sk-off"),
            (new Caller { KeyId = 2, Name = "old", ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(1000) }, "sk-old"),
        ]);
        var verdict = KeyCheck.Identify(table, ref presented, 1000, new KeyMemo(), out var caller);
        (caller is not null).ShouldBe(verdict is FaultCode.None);
        return verdict;
    }
}
