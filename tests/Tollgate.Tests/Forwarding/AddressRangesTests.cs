using System.Buffers.Binary;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Forwarding;
using Xunit;

namespace Tollgate.Tests.Forwarding;

public sealed class AddressRangesTests
{
    [Theory]
    [InlineData("1.1.1.1", nameof(AddressClass.Public))]
    [InlineData("9.255.255.255", nameof(AddressClass.Public))]
    [InlineData("10.0.0.0", nameof(AddressClass.Private))]
    [InlineData("10.255.255.255", nameof(AddressClass.Private))]
    [InlineData("11.0.0.0", nameof(AddressClass.Public))]
    [InlineData("100.63.255.255", nameof(AddressClass.Public))]
    [InlineData("100.64.0.0", nameof(AddressClass.Private))]
    [InlineData("100.100.100.200", nameof(AddressClass.LinkLocalOrMetadata))]
    [InlineData("100.127.255.255", nameof(AddressClass.Private))]
    [InlineData("100.128.0.0", nameof(AddressClass.Public))]
    [InlineData("127.0.0.0", nameof(AddressClass.Loopback))]
    [InlineData("127.255.255.255", nameof(AddressClass.Loopback))]
    [InlineData("168.63.129.16", nameof(AddressClass.LinkLocalOrMetadata))]
    [InlineData("169.253.255.255", nameof(AddressClass.Public))]
    [InlineData("169.254.0.0", nameof(AddressClass.LinkLocalOrMetadata))]
    [InlineData("169.254.169.254", nameof(AddressClass.LinkLocalOrMetadata))]
    [InlineData("169.255.0.0", nameof(AddressClass.Public))]
    [InlineData("172.15.255.255", nameof(AddressClass.Public))]
    [InlineData("172.16.0.0", nameof(AddressClass.Private))]
    [InlineData("172.31.255.255", nameof(AddressClass.Private))]
    [InlineData("172.32.0.0", nameof(AddressClass.Public))]
    [InlineData("192.0.0.1", nameof(AddressClass.Unroutable))]
    [InlineData("192.0.0.192", nameof(AddressClass.LinkLocalOrMetadata))]
    [InlineData("192.0.2.1", nameof(AddressClass.Unroutable))]
    [InlineData("192.167.255.255", nameof(AddressClass.Public))]
    [InlineData("192.168.0.0", nameof(AddressClass.Private))]
    [InlineData("192.169.0.0", nameof(AddressClass.Public))]
    [InlineData("198.18.0.1", nameof(AddressClass.Private))]
    [InlineData("198.51.100.7", nameof(AddressClass.Unroutable))]
    [InlineData("203.0.113.7", nameof(AddressClass.Unroutable))]
    [InlineData("0.0.0.0", nameof(AddressClass.Unroutable))]
    [InlineData("0.1.2.3", nameof(AddressClass.Unroutable))]
    [InlineData("223.255.255.255", nameof(AddressClass.Public))]
    [InlineData("224.0.0.1", nameof(AddressClass.Unroutable))]
    [InlineData("240.0.0.1", nameof(AddressClass.Unroutable))]
    [InlineData("255.255.255.255", nameof(AddressClass.Unroutable))]
    [InlineData("::", nameof(AddressClass.Unroutable))]
    [InlineData("::1", nameof(AddressClass.Loopback))]
    [InlineData("::2", nameof(AddressClass.Unroutable))]
    [InlineData("::7f00:1", nameof(AddressClass.Unroutable))]
    [InlineData("2606:4700::1111", nameof(AddressClass.Public))]
    [InlineData("2001:db8::1", nameof(AddressClass.Unroutable))]
    [InlineData("3fff::1", nameof(AddressClass.Unroutable))]
    [InlineData("4000::1", nameof(AddressClass.Unroutable))]
    [InlineData("100::1", nameof(AddressClass.Unroutable))]
    [InlineData("fc00::1", nameof(AddressClass.Private))]
    [InlineData("fdff:ffff::1", nameof(AddressClass.Private))]
    [InlineData("fd00:ec2::254", nameof(AddressClass.LinkLocalOrMetadata))]
    [InlineData("fd20:ce::254", nameof(AddressClass.LinkLocalOrMetadata))]
    [InlineData("fe80::1", nameof(AddressClass.LinkLocalOrMetadata))]
    [InlineData("febf::1", nameof(AddressClass.LinkLocalOrMetadata))]
    [InlineData("fec0::1", nameof(AddressClass.Unroutable))]
    [InlineData("ff02::1", nameof(AddressClass.Unroutable))]
    [InlineData("::ffff:127.0.0.1", nameof(AddressClass.Loopback))]
    [InlineData("::ffff:0:10.0.0.1", nameof(AddressClass.Private))]
    [InlineData("64:ff9b::169.254.169.254", nameof(AddressClass.LinkLocalOrMetadata))]
    [InlineData("64:ff9b::8.8.8.8", nameof(AddressClass.Public))]
    [InlineData("64:ff9b:1::127.0.0.1", nameof(AddressClass.Loopback))]
    [InlineData("64:ff9b:1:a9fe:a9:fe00:808:808", nameof(AddressClass.Unroutable))]
    [InlineData("64:ff9b:2::1", nameof(AddressClass.Unroutable))]
    [InlineData("2002:7f00:1::1", nameof(AddressClass.Loopback))]
    [InlineData("2002:808:808::1", nameof(AddressClass.Public))]
    [InlineData("2001:0:808:808::80ff:fffe", nameof(AddressClass.Loopback))]
    [InlineData("2001:0:7f00:1::f7f7:f7f7", nameof(AddressClass.Unroutable))]
    public void An_address_is_classed_by_where_a_connect_would_end(string address, string expected) =>
        AddressRanges.Classify(IPAddress.Parse(address)).ToString().ShouldBe(expected);

    [Fact]
    public void Every_wrapping_of_an_IPv4_address_is_classed_as_that_address()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(
            (DoNotSize<uint> any) =>
            {
                var v4 = any.Item;
                var plain = V4(v4);
                foreach (var prefix in (string[])["::ffff:", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"])
                {
                    var wrapped = IPAddress.Parse(prefix + plain);
                    AddressRanges.Unwrap(wrapped).ShouldBe(plain);
                    AddressRanges.Classify(wrapped).ShouldBe(AddressRanges.Classify(plain));
                }

                var teredo = V6(0x2001_0000_0808_0808, ~v4);
                AddressRanges.Unwrap(teredo).ShouldBe(plain);
                var sixToFour = V6(0x2002_0000_0000_0000 | ((ulong)v4 << 16), 1);
                AddressRanges.Unwrap(sixToFour).ShouldBe(plain);
                AddressRanges.Classify(sixToFour).ShouldBe(AddressRanges.Classify(plain));
            }));
    }

    [Fact]
    public void Unwrapping_twice_changes_nothing_more()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(
            (DoNotSize<ulong> high, DoNotSize<ulong> low) =>
            {
                var once = AddressRanges.Unwrap(V6(high.Item, low.Item));
                AddressRanges.Unwrap(once).ShouldBe(once);
            }));
    }

    [Theory]
    [InlineData("0.0.0.0", true)]
    [InlineData("0.9.9.9", true)]
    [InlineData("::", true)]
    [InlineData("::ffff:0.0.0.0", true)]
    [InlineData("224.0.0.1", true)]
    [InlineData("239.1.1.1", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("ff02::1", true)]
    [InlineData("240.0.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    public void Some_addresses_cannot_be_a_host_at_all(string address, bool expected) =>
        AddressRanges.IsNowhere(IPAddress.Parse(address)).ShouldBe(expected);

    internal static IPAddress V4(uint bits)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, bits);
        return new IPAddress(bytes);
    }

    internal static IPAddress V6(ulong high, ulong low)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), low);
        return new IPAddress(bytes);
    }
}
