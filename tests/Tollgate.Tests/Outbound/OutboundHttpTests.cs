using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Tollgate.Control.Outbound;
using Tollgate.Forwarding;
using Xunit;

namespace Tollgate.Tests.Outbound;

/// <summary>The one client factory: what it dials, and what it makes of answers.</summary>
public sealed class OutboundHttpTests
{
    [Fact]
    public async Task A_host_that_came_by_api_may_not_be_inside()
    {
        using var http = Factory(EgressPolicy.Default).Create(new OutboundOptions());
        var failure = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(new Uri("http://127.0.0.1:18080/")));
        Refusal(failure).ShouldBe(EgressRefusal.Loopback);
    }

    [Fact]
    public async Task A_name_is_judged_by_the_address_that_is_dialled()
    {
        using var http = Factory(EgressPolicy.Default, "169.254.169.254").Create(new OutboundOptions { NamedInFile = true });
        var failure = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(new Uri("http://store.example/")));
        Refusal(failure).ShouldBe(EgressRefusal.LinkLocalOrMetadata);
    }

    [Fact]
    public async Task A_refused_port_is_refused_also_for_the_file()
    {
        using var http = Factory(EgressPolicy.Default).Create(new OutboundOptions { NamedInFile = true });
        var failure = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(new Uri("http://127.0.0.1:6379/")));
        Refusal(failure).ShouldBe(EgressRefusal.Port);
    }

    [Fact]
    public async Task Redirects_are_answers_like_any_other()
    {
        await using var server = new OneAnswer("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        using var http = Factory(EgressPolicy.Default).Create(new OutboundOptions { NamedInFile = true });
        using var answer = await http.GetAsync(server.Url);
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task An_answer_beyond_the_bound_is_a_failure()
    {
        await using var server = new OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + new string('x', 5000));
        using var http = Factory(EgressPolicy.Default).Create(new OutboundOptions { NamedInFile = true, MaxResponseBytes = 4096 });
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(server.Url));
    }

    private static OutboundHttp Factory(EgressPolicy policy, string address = "127.0.0.1") =>
        new(() => policy, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));

    private static EgressRefusal? Refusal(Exception failure) =>
        failure is OutboundRefusedException refused ? refused.Refusal : failure.InnerException is { } inner ? Refusal(inner) : null;

    /// <summary>Listens, reads a little, answers with these bytes.</summary>
    private sealed class OneAnswer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public OneAnswer(string answer)
        {
            _listener.Start();
            _serving = ServeAsync(answer);
        }

        public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }

        private async Task ServeAsync(string answer)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                _ = await client.GetStream().ReadAtLeastAsync(new byte[16], 16);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
            }
            catch (Exception gone) when (gone is SocketException or IOException or ObjectDisposedException)
            {
                // The test is over, or the client had enough.
            }
        }
    }
}
