using System.Net;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Tollgate.Control.Bridge;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Tests.Loops;
using Xunit;

namespace Tollgate.Tests.Bridge;

/// <summary>What the engine writes before a tunnel is what the control plane reads, and nothing else is.</summary>
public sealed class ProxyHeaderTests
{
    [Theory]
    [InlineData("192.0.2.7", "127.0.0.1")]
    [InlineData("2001:db8::7", "::1")]
    [InlineData("192.0.2.7", "::")]
    public async Task Header_says_whose_connection_it_is(string peer, string local)
    {
        var hash = SHA256.HashData("certificate"u8);
        var tls = new TlsFacts(Encoding.ASCII.GetBytes("TLSv1.3"), hash);
        var listener = new ListenerFacts(new IPEndPoint(IPAddress.Parse(local), 8443), Tls: true, IsAdmin: true);
        var bytes = await WriteAsync(IPEndPoint.Parse(peer.Contains(':') ? $"[{peer}]:4711" : $"{peer}:4711"), listener, tls, ControlVerdict.Elsewhere);

        for (var length = 0; length < bytes.Length; length++)
        {
            ProxyHeaderReader.Read(bytes.AsSpan(0, length), out _, out _).ShouldBe(ProxyReadStatus.Incomplete);
        }

        ProxyHeaderReader.Read([.. bytes, 1, 2, 3], out var whole, out var facts).ShouldBe(ProxyReadStatus.Ok);
        whole.ShouldBe(bytes.Length);
        facts.ShouldNotBeNull();
        facts.Peer.ShouldBe(new IPEndPoint(IPAddress.Parse(peer), 4711));
        facts.TlsProtocol.ShouldBe("TLSv1.3");
        facts.ClientCertificateSha256.ShouldBe(Convert.ToHexStringLower(hash));
        facts.Verdict.ShouldBe(ControlVerdict.Elsewhere);
        facts.Listener.ShouldBe(local == "::" ? "public,admin" : "loopback,admin");
    }

    [Fact]
    public async Task Any_other_byte_is_refused_or_changes_only_what_it_stands_for()
    {
        var listener = new ListenerFacts(new IPEndPoint(IPAddress.Loopback, 8080));
        var bytes = await WriteAsync(new IPEndPoint(IPAddress.Loopback, 4711), listener, new TlsFacts("TLSv1.2"u8.ToArray(), null), ControlVerdict.Served);
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var changed = bytes.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            Should.NotThrow(() => ProxyHeaderReader.Read(changed.AsSpan(0, random.Next(changed.Length + 1)), out _, out _));
            var status = ProxyHeaderReader.Read(changed, out var length, out var facts);
            (status == ProxyReadStatus.Ok).ShouldBe(facts is not null);
            length.ShouldBeLessThanOrEqualTo(ProxyHeader.FixedBytes + ProxyHeader.MaxBytes);
        }
    }

    private static async Task<byte[]> WriteAsync(IPEndPoint peer, ListenerFacts listener, TlsFacts? tls, ControlVerdict verdict)
    {
        await using var fixture = new LoopFixture("sockets");
        return await fixture.CallAsync(() =>
        {
            var buffer = SendBuffer.Rent(fixture.Loop);
            ProxyHeader.Write(buffer, peer, listener, tls, verdict);
            var bytes = buffer.Span.ToArray();
            buffer.Return();
            return bytes;
        });
    }
}
