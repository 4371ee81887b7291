using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class TlsTransportTests
{
    private static readonly X509Certificate2 Certificate = MakeCertificate();

    [Theory]
    [InlineData("epoll", SslProtocols.Tls12)]
    [InlineData("epoll", SslProtocols.Tls13)]
    [InlineData("sockets", SslProtocols.Tls12)]
    [InlineData("sockets", SslProtocols.Tls13)]
    public async Task Megabytes_pass_both_ways_and_every_wait_ends_on_the_loop(string engine, SslProtocols protocol)
    {
        await using var fixture = new LoopFixture(engine);
        var bytes = LoopTransfers.RandomBytes(5 * 1024 * 1024);
        var (transport, server) = await ConnectAsync(fixture, protocol);
        await using (server)
        {
            transport.ShouldNotBeNull();
            var serving = EchoAsync(server);
            var reading = fixture.RunAsync(() => ReadAllAsync(transport, bytes.Length));
            var writing = fixture.RunAsync(() => WriteAllAsync(transport, bytes));

            (await writing).ShouldBeTrue();
            (await reading).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
            await CloseAsync(fixture, transport);
            await serving;
        }

        fixture.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task The_servers_farewell_is_the_end(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, server) = await ConnectAsync(fixture);
        await using (server)
        {
            await server.WriteAsync("bye"u8.ToArray());
            await server.ShutdownAsync();
            (await fixture.RunAsync(() => ReceiveTwiceAsync(transport!))).ShouldBe((3, 0));
            await CloseAsync(fixture, transport!);
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_peer_that_vanishes_in_a_record_is_no_end(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var cutting = new CuttingStream();
        var (transport, server) = await ConnectAsync(fixture, SslProtocols.None, cutting);
        await using (server)
        {
            var receiving = fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(transport!));
            cutting.CutNext = true;
            await server.WriteAsync(new byte[1000]);

            (await receiving).ShouldBeLessThan(0);
            (await fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(transport!))).ShouldBeLessThan(0);
            await CloseAsync(fixture, transport!);
        }

        fixture.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_deadline_ends_a_receive_and_closing_ends_both_directions(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (first, firstServer) = await ConnectAsync(fixture);
        var (second, secondServer) = await ConnectAsync(fixture);
        await using (firstServer)
        await using (secondServer)
        {
            (await fixture.RunAsync(() => ReceiveUntilDeadlineAsync(first!))).ShouldBeLessThan(0);
            first!.Aborted.ShouldBe(AbortReason.Deadline);
            await CloseAsync(fixture, first);

            var receiving = fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(second!));
            var sending = fixture.RunAsync(() => second!.SendAsync(new byte[64 * 1024 * 1024]));
            await CloseAsync(fixture, second!);
            (await receiving).ShouldBeLessThan(0);
            (await sending).ShouldBeFalse();
        }

        fixture.Loop.Counters.Sockets.ShouldBe(0);
        fixture.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_certificate_that_is_not_trusted_gives_no_connection(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost" };
        var (transport, server) = await ConnectAsync(fixture, options: options);
        await server.DisposeAsync();

        transport.ShouldBeNull();
        fixture.Loop.Counters.Sockets.ShouldBe(0);
        fixture.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("epoll", "HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("epoll", "")]
    [InlineData("sockets", "HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("sockets", "")]
    public async Task A_server_that_speaks_no_TLS_gives_no_connection(string engine, string answer)
    {
        await using var fixture = new LoopFixture(engine);
        var (inner, peer) = await fixture.PairAsync();
        var connecting = fixture.RunAsync(() => TlsTransport.ConnectAsync(inner, Trusting(SslProtocols.None)));
        await peer.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        peer.Shutdown(SocketShutdown.Send);

        (await connecting).ShouldBeNull();
        fixture.Loop.Counters.Sockets.ShouldBe(0);
        peer.Dispose();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_handshake_ends_at_its_deadline(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (inner, peer) = await fixture.PairAsync();
        (await fixture.RunAsync(() => ConnectUntilDeadlineAsync(inner))).ShouldBeNull();
        inner.Aborted.ShouldBe(AbortReason.Deadline);
        peer.Dispose();
    }

    private static SslClientAuthenticationOptions Trusting(SslProtocols protocol) => new()
    {
        TargetHost = "localhost",
        EnabledSslProtocols = protocol,
        RemoteCertificateValidationCallback = static (_, certificate, _, _) => Certificate.Equals(certificate),
    };

    private static async Task<(TlsTransport? Transport, SslStream Server)> ConnectAsync(
        LoopFixture fixture,
        SslProtocols protocol = SslProtocols.None,
        CuttingStream? cutting = null,
        SslClientAuthenticationOptions? options = null)
    {
        var (inner, peer) = await fixture.PairAsync();
        Stream stream = new NetworkStream(peer, ownsSocket: true);
        if (cutting is not null)
        {
            cutting.Inner = stream;
            stream = cutting;
        }

        var server = new SslStream(stream);
        var accepting = server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate });
        var transport = await fixture.RunAsync(() => HandshakeAsync(inner, options ?? Trusting(protocol)));
        try
        {
            await accepting.WaitAsync(LoopFixture.Patience);
        }
        catch (Exception exception) when (transport is null && exception is IOException or AuthenticationException)
        {
            // Neither side is content.
        }

        return (transport, server);
    }

    private static async LoopTask<TlsTransport?> HandshakeAsync(Transport inner, SslClientAuthenticationOptions options)
    {
        var transport = await TlsTransport.ConnectAsync(inner, options);
        inner.Loop.IsCurrent.ShouldBeTrue();
        return transport;
    }

    private static async LoopTask<TlsTransport?> ConnectUntilDeadlineAsync(Transport inner)
    {
        inner.SetDeadline(30);
        return await TlsTransport.ConnectAsync(inner, Trusting(SslProtocols.None));
    }

    private static async LoopTask<int> ReceiveUntilDeadlineAsync(Transport transport)
    {
        transport.SetDeadline(30);
        return await transport.ReceiveAsync(new byte[16]);
    }

    private static async LoopTask<(int First, int Second)> ReceiveTwiceAsync(Transport transport)
    {
        var first = await transport.ReceiveAsync(new byte[16]);
        return (first, await transport.ReceiveAsync(new byte[16]));
    }

    private static async LoopTask<byte[]> ReadAllAsync(Transport transport, int count)
    {
        var all = new MemoryStream();
        var buffer = new ReceiveBuffer(transport);
        while (all.Length < count && await buffer.FillAsync())
        {
            EventLoop.Current.ShouldBeSameAs(transport.Loop);
            all.Write(buffer.Unread);
            buffer.Consume(buffer.Count);
        }

        buffer.Release();
        return all.ToArray();
    }

    private static async LoopTask<bool> WriteAllAsync(Transport transport, byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(1 + (at % 100_000), bytes.Length - at);
            if (!await transport.SendAsync(bytes.AsMemory(at, count)))
            {
                return false;
            }

            EventLoop.Current.ShouldBeSameAs(transport.Loop);
            at += count;
        }

        return true;
    }

    private static Task CloseAsync(LoopFixture fixture, Transport transport) => fixture.CallAsync(() =>
    {
        transport.Close();
        return true;
    });

    private static async Task EchoAsync(SslStream server)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            for (int received; (received = await server.ReadAsync(buffer)) > 0;)
            {
                await server.WriteAsync(buffer.AsMemory(0, received));
            }
        }
        catch (IOException)
        {
            // The client does not take leave.
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
