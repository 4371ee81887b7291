using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Forwarding;
using Xunit;

namespace Tollgate.Tests.Forwarding;

public sealed class CidrTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("127.0.0.1", "127.0.0.1/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("fd00::/8", "fd00::/8")]
    [InlineData("::/0", "::/0")]
    [InlineData("::1", "::1/128")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1/32")]
    public void A_range_is_read(string text, string expected)
    {
        Cidr.TryParse(text, out var cidr, out var problem).ShouldBeTrue(problem);
        cidr.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/8")]
    [InlineData("ten")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/99999999999")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.1")]
    [InlineData("010.0.0.0/8")]
    [InlineData("0x0a000000")]
    [InlineData("::/129")]
    [InlineData("::1/64")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%1")]
    [InlineData("::ffff:0.0.0.0/95")]
    public void A_range_that_does_not_mean_what_it_looks_like_is_refused_with_words(string text)
    {
        Cidr.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void IPv4_members_are_those_that_share_the_prefix()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(
            (DoNotSize<uint> any, DoNotSize<uint> another, byte length) =>
            {
                var (bits, other) = (any.Item, another.Item);
                var prefix = length % 33;
                var mask = prefix == 0 ? 0 : uint.MaxValue << (32 - prefix);
                var text = $"{AddressRangesTests.V4(bits & mask)}/{prefix}";
                Cidr.TryParse(text, out var cidr, out _).ShouldBeTrue();
                cidr.ToString().ShouldBe(text);
                cidr.Contains(AddressRangesTests.V4(bits)).ShouldBeTrue();
                cidr.Contains(AddressRangesTests.V4(other)).ShouldBe(((other ^ bits) & mask) == 0);
                for (var bit = 0; bit < 32; bit++)
                {
                    cidr.Contains(AddressRangesTests.V4(bits ^ (0x8000_0000 >> bit))).ShouldBe(bit >= prefix);
                }

                cidr.Contains(AddressRangesTests.V6(0, bits)).ShouldBeFalse();
            }));
    }

    [Fact]
    public void IPv6_members_agree_with_the_platforms_own_network_type()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(
            (DoNotSize<ulong> high, DoNotSize<ulong> low, byte length) =>
            {
                var prefix = length % 129;
                var bits = new UInt128(high.Item | 0x2000_0000_0000_0000, low.Item);
                var mask = prefix == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - prefix);
                var text = $"{V6(bits & mask)}/{prefix}";
                Cidr.TryParse(text, out var cidr, out _).ShouldBeTrue();
                var platform = IPNetwork.Parse(text);
                for (var bit = 0; bit < 128; bit++)
                {
                    var near = V6(bits ^ (UInt128.One << bit));
                    cidr.Contains(near).ShouldBe(platform.Contains(near));
                }
            }));
    }

    private static IPAddress V6(UInt128 bits) => AddressRangesTests.V6((ulong)(bits >> 64), (ulong)bits);
}
