using System.Net;
using System.Text;
using Shouldly;
using Tollgate.Http1;
using Tollgate.Listening;
using Xunit;

namespace Tollgate.Tests.Listening;

public sealed class ClientAddressTests
{
    private static readonly ClientAddress Clients = new(["10.0.0.0/8", "127.0.0.1", "2001:db8::/32"]);

    [Theory]
    [InlineData("x-forwarded-for: 192.0.2.7\r\n", "192.0.2.7")]
    [InlineData("X-Forwarded-For: 1.1.1.1, 192.0.2.7, 10.1.2.3\r\n", "192.0.2.7")]
    [InlineData("x-forwarded-for: 1.1.1.1\r\nx-forwarded-for: 192.0.2.7\r\nx-forwarded-for: 10.1.2.3\r\n", "192.0.2.7")]
    [InlineData("x-forwarded-for: 10.9.9.9, 10.1.2.3\r\n", "10.9.9.9")]
    [InlineData("x-forwarded-for: 192.0.2.7:4711\r\n", "192.0.2.7")]
    [InlineData("x-forwarded-for: [2001:470::7]:4711\r\n", "2001:470::7")]
    [InlineData("x-forwarded-for: 192.0.2.7, 2001:db8::5\r\n", "192.0.2.7")]
    [InlineData("x-forwarded-for: ::ffff:192.0.2.7\r\n", "192.0.2.7")]
    [InlineData("x-forwarded-for: 1.1.1.1, unknown, 10.1.2.3\r\n", "10.1.2.3")]
    [InlineData("x-forwarded-for: 127.1\r\n", "127.0.0.1")]
    [InlineData("x-forwarded-for: ,, \r\n", "127.0.0.1")]
    [InlineData("x-forwarded-for: fe80::1%lo\r\n", "127.0.0.1")]
    [InlineData("x-forwarded-host: 192.0.2.7\r\n", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    public void First_address_from_the_end_that_is_no_trusted_proxy_is_the_client(string lines, string client)
    {
        var bytes = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nhost: a\r\n{lines}\r\n");
        var head = new RequestHead();
        head.Parse(bytes, new HeadLimits()).ShouldBe(HeadStatus.Ok);

        Clients.Find(head, bytes, IPAddress.Loopback).ToString().ShouldBe(client);
    }

    [Fact]
    public void Only_listed_peers_are_trusted()
    {
        Clients.Trusts(IPAddress.Loopback).ShouldBeTrue();
        Clients.Trusts(IPAddress.Parse("10.255.0.1")).ShouldBeTrue();
        Clients.Trusts(IPAddress.Parse("192.0.2.7")).ShouldBeFalse();
        new ClientAddress([]).Trusts(IPAddress.Loopback).ShouldBeFalse();
    }
}
