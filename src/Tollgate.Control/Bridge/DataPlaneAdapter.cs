using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Tollgate.Control.Hosting;
using Tollgate.Control.Http;
using Tollgate.Faults;

namespace Tollgate.Control.Bridge;

/// <summary>
/// Sends data-plane requests that came over HTTP/2 to the engine's internal listener as HTTP/1.1, and its answers back: there is one pipeline,
/// and it is the engine's. Bytes go on as they come, in both directions; whoever leaves is noticed by the other.
/// </summary>
internal sealed class DataPlaneAdapter(string path) : IDisposable
{
    private const int BlockBytes = 16 * 1024;

    /// <summary>A larger body waits for the engine to ask for it: a refusal then arrives before the body is under way, and not into a broken connection.</summary>
    private const long InvitedBytes = 64 * 1024;

    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n\0");

    /// <summary>Belong to one hop, or are written here.</summary>
    private static readonly HashSet<string> OwnFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "te", "trailer", "upgrade", "expect", "content-length",
    };

    private readonly Lazy<HttpMessageInvoker> _engine = new(() => new HttpMessageInvoker(Handler(path), disposeHandler: true));

    public async Task SendAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null; // the engine has limits of its own
        }

        using var request = Compose(context);
        if (request is null)
        {
            await Answers.Fault(new GatewayFault(FaultCode.MalformedRequest, "The request cannot be passed on as HTTP/1.1.")).ExecuteAsync(context);
            return;
        }

        try
        {
            using var response = await _engine.Value.SendAsync(request, context.RequestAborted);
            await RelayAsync(response, context);
            await UnreadBody.DropAsync(context);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                return; // the client left, and the engine has been told by the end of its connection
            }

            if (context.Response.HasStarted)
            {
                context.Abort(); // half an answer is out: only a reset tells that the rest will not come
                return;
            }

            await Answers.Fault(new GatewayFault(FaultCode.GatewayOverloaded, RetryAfterSeconds: 1)).ExecuteAsync(context);
        }
    }

    /// <summary>Sends a request of the control plane's own and gives the answer's body.</summary>
    /// <exception cref="HttpRequestException">The engine did not take it.</exception>
    public async Task<byte[]> AskAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var response = await _engine.Value.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(stop);
    }

    public void Dispose()
    {
        if (_engine.IsValueCreated)
        {
            _engine.Value.Dispose();
        }
    }

    private static SocketsHttpHandler Handler(string path) => new()
    {
        ConnectCallback = async (_, stop) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(55),
        Expect100ContinueTimeout = TimeSpan.FromSeconds(60),
        ResponseDrainTimeout = TimeSpan.Zero, // an answer that was broken off ends its connection: no other request may read its rest
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
    };

    private static HttpRequestMessage? Compose(HttpContext context)
    {
        var from = context.Request;
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!target.StartsWith('/') || HttpMethods.IsConnect(from.Method)
            || !Uri.TryCreate("http://tollgate" + target, AsItIs, out var uri) || from.Host.Value?.AsSpan().ContainsAny(LineBreaks) == true)
        {
            return null;
        }

        var request = new HttpRequestMessage(new HttpMethod(from.Method), uri) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            request.Content = new DataPlaneBody(from);
            request.Headers.ExpectContinue = from.ContentLength is null or > InvitedBytes;
        }

        request.Headers.Host = from.Host.Value;
        foreach (var (name, values) in from.Headers)
        {
            if (!OwnFields.Contains(name) && !TryAdd(request, name, name.Equals("cookie", StringComparison.OrdinalIgnoreCase) ? string.Join("; ", values.ToArray()) : values))
            {
                request.Dispose();
                return null;
            }
        }

        AddFacts(request, context.Features.Get<PeerFacts>()!, context.Features.Get<ProxyFacts>()!);
        return request;
    }

    private static bool TryAdd(HttpRequestMessage request, string name, StringValues values)
    {
        foreach (var value in values)
        {
            if (value is null || value.AsSpan().ContainsAny(LineBreaks))
            {
                return false;
            }

#pragma warning disable RS0030 // looked at above; the checking way would refuse values that providers take
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
#pragma warning restore RS0030
        }

        return true;
    }

    /// <summary>The peer itself, and not the client behind a trusted proxy: the engine reads that from the lines that come along, as it always does.</summary>
    private static void AddFacts(HttpRequestMessage request, PeerFacts facts, ProxyFacts proxy)
    {
        request.Headers.Add(BridgeHeaders.Peer, proxy.Peer.Address.ToString());
        request.Headers.Add(BridgeHeaders.Listener, facts.Listener);
        if (facts.TlsProtocol is { } protocol)
        {
            request.Headers.Add(BridgeHeaders.Tls, protocol);
        }

        if (facts.ClientCertificateSha256 is { } hash)
        {
            request.Headers.Add(BridgeHeaders.ClientCertificate, hash);
        }
    }

    private static async Task RelayAsync(HttpResponseMessage from, HttpContext context)
    {
        var stop = context.RequestAborted;
        var to = context.Response;
        to.StatusCode = (int)from.StatusCode;
        Copy(from.Headers.NonValidated, to);
        Copy(from.Content.Headers.NonValidated, to);
        to.ContentLength = from.Content.Headers.ContentLength;
        if (HttpMethods.IsHead(context.Request.Method) || to.StatusCode is 204 or 304)
        {
            return;
        }

        var body = await from.Content.ReadAsStreamAsync(stop);
        var writer = to.BodyWriter;
        await to.StartAsync(stop);
        await writer.FlushAsync(stop);
        while (true)
        {
#pragma warning disable CA2022 // a read of nothing, which waits until there is something: a stream that is silent holds no block
            _ = await body.ReadAsync(Memory<byte>.Empty, stop);
#pragma warning restore CA2022
            var read = await body.ReadAsync(writer.GetMemory(BlockBytes), stop);
            if (read == 0)
            {
                return;
            }

            writer.Advance(read);
            var flushed = await writer.FlushAsync(stop);
            if (flushed.IsCompleted)
            {
                return; // nobody reads any more
            }
        }
    }

    private static void Copy(System.Net.Http.Headers.HttpHeadersNonValidated from, HttpResponse to)
    {
        foreach (var (name, values) in from)
        {
            if (!OwnFields.Contains(name))
            {
                to.Headers[name] = new StringValues([.. values]);
            }
        }
    }
}
