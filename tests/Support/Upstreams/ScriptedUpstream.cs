using System.Security.Cryptography.X509Certificates;

namespace Tollgate.TestSupport;

/// <summary>An upstream on a free loopback port that answers each request by a script, and keeps what it received.</summary>
public sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly Func<ReceivedRequest, UpstreamScript> _choose;
    private readonly RequestLog _log = new();
    private readonly WireServer _server;

    private ScriptedUpstream(Func<ReceivedRequest, UpstreamScript> choose, bool tls)
    {
        _choose = choose;
        _server = new WireServer(ServeAsync, tls);
    }

    public int Port => _server.Port;

    /// <summary>Address without a path: <c>http://127.0.0.1:port</c>, with TLS <c>https://localhost:port</c>.</summary>
    public string Origin => _server.Certificate is null ? $"http://127.0.0.1:{Port}" : $"https://localhost:{Port}";

    /// <summary>Origin and <c>/v1</c>, as a provider's <c>base_url</c>.</summary>
    public string BaseUrl => Origin + "/v1";

    /// <summary>The self-signed certificate; null without TLS.</summary>
    public X509Certificate2? Certificate => _server.Certificate;

    /// <summary>Connections accepted so far.</summary>
    public int Connections => _server.Accepted;

    /// <summary>Connections open now.</summary>
    public int OpenConnections => _server.Open;

    /// <summary>Malformed requests, resets and failed handshakes, in words.</summary>
    public IReadOnlyCollection<string> Faults => _server.Faults;

    /// <summary>Requests whose head was read, in order.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _log.Requests;

    public ReceivedRequest LastRequest => Requests[^1];

    /// <summary>Requests that the peer gave up before the answer was finished.</summary>
    public int Aborts => _log.Aborts;

    /// <summary>Most requests ever in progress at once.</summary>
    public int PeakConcurrency => _log.Peak;

    /// <summary>The first request gets the first script, and so on; the last script repeats.</summary>
    public static ScriptedUpstream Start(params Action<UpstreamScript>[] scripts) => Start(tls: false, scripts);

    public static ScriptedUpstream StartTls(params Action<UpstreamScript>[] scripts) => Start(tls: true, scripts);

    /// <summary>The request decides what is done with it.</summary>
    public static ScriptedUpstream Choose(Func<ReceivedRequest, UpstreamScript> choose, bool tls = false) => new(choose, tls);

    /// <summary>Waits until this many requests have been read whole, and returns the last of them.</summary>
    public Task<ReceivedRequest> ReceivedAsync(int count = 1, TimeSpan? within = null) => _log.ReceivedAsync(count, within);

    /// <summary>True if, within the time, the peer gives up (or gave up) a request that was not yet answered.</summary>
    public Task<bool> AbortedWithinAsync(TimeSpan within) => _log.AbortedWithinAsync(within);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static ScriptedUpstream Start(bool tls, Action<UpstreamScript>[] scripts)
    {
        var next = -1;
        return new ScriptedUpstream(
            _ =>
            {
                var script = new UpstreamScript();
                scripts[Math.Min(Interlocked.Increment(ref next), scripts.Length - 1)](script);
                return script;
            },
            tls);
    }

    private async Task ServeAsync(WireConnection connection, CancellationToken stop)
    {
        while (await connection.ReadHeadAsync(stop) is { } request)
        {
            _log.Begin(request);
            var turn = new UpstreamTurn(connection, request, stop);
            try
            {
                await AnswerAsync(turn);
            }
            catch (IOException)
            {
                _log.Abort(request);
                throw;
            }
            finally
            {
                _log.End();
            }

            if (turn.EndsConnection || !turn.BodyRead)
            {
                await connection.LingerAsync(turn.BodyRead);
                return;
            }
        }
    }

    private async Task AnswerAsync(UpstreamTurn turn)
    {
        var script = _choose(turn.Request);
        if (!script.StartsBeforeBody)
        {
            await turn.Connection.ReadBodyAsync(turn.Request, script.SendsContinue, turn.Stop);
            turn.BodyRead = true;
        }

        _log.Received();
        await script.RunAsync(turn);
    }
}
