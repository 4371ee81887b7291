using System.Net.Http.Headers;
using System.Text;
using Tollgate.Control.Outbound;
using Tollgate.Routing;

namespace Tollgate.Control.Registry;

/// <summary>
/// Calls to a provider off the request path: for its list of models, and to see whether it answers. By the egress rules in force, without
/// redirects, bounded in time and size.
/// </summary>
internal sealed class UpstreamCalls : IDisposable
{
    private const int MaxProblemText = 200;
    private const int MaxProblemBytes = 8 * 1024;

    private readonly HttpClient _named;
    private readonly HttpClient _byApi;
    private readonly TimeProvider _time;

    public UpstreamCalls(OutboundHttp outbound, TimeProvider time)
    {
        _time = time;
        _named = outbound.Create(Options(namedInFile: true));
        _byApi = outbound.Create(Options(namedInFile: false));
    }

    /// <summary>Asks for its list of models.</summary>
    public Task<UpstreamAnswer> ListModelsAsync(Provider provider, CancellationToken stop)
    {
        var path = provider.Dialect switch
        {
            Surfaces.Dialect.Anthropic => "/models?limit=1000",
            Surfaces.Dialect.Gemini => "/models?pageSize=1000",
            _ => "/models",
        };
        return SendAsync(provider, HttpMethod.Get, path, null, stop);
    }

    /// <summary>Asks a model for one token.</summary>
    public Task<UpstreamAnswer> AskAsync(Provider provider, string model, CancellationToken stop)
    {
        var name = System.Text.Json.JsonEncodedText.Encode(model).ToString();
        var (path, body) = provider.Dialect switch
        {
            Surfaces.Dialect.Gemini => (
                $"/models/{Uri.EscapeDataString(model)}:generateContent",
                """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":1}}"""),
            Surfaces.Dialect.Anthropic => ("/messages", $$"""{"model":"{{name}}","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}"""),
            _ => ("/chat/completions", $$"""{"model":"{{name}}","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}"""),
        };
        return SendAsync(provider, HttpMethod.Post, path, body, stop);
    }

    public void Dispose()
    {
        _named.Dispose();
        _byApi.Dispose();
    }

    private static OutboundOptions Options(bool namedInFile) => new()
    {
        NamedInFile = namedInFile,
        Timeout = TimeSpan.FromSeconds(20),
        MaxResponseBytes = 4 << 20, // the longest lists of models are a little over one
        MaxConnections = 2,
    };

    private async Task<UpstreamAnswer> SendAsync(Provider provider, HttpMethod method, string path, string? body, CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        try
        {
            using var request = Compose(provider, method, path, body);
            using var answer = await (provider.FromFile ? _named : _byApi).SendAsync(request, stop);
            var bytes = await answer.Content.ReadAsByteArrayAsync(stop);
            var status = (int)answer.StatusCode;
            return new UpstreamAnswer(status, _time.GetElapsedTime(began), bytes, status is >= 200 and < 300 ? null : ProblemOf(provider, status, bytes));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return new UpstreamAnswer(0, _time.GetElapsedTime(began), default, Reason(fault));
        }
    }

    private static HttpRequestMessage Compose(Provider provider, HttpMethod method, string path, string? body)
    {
        var origin = provider.Origin;
        var prefix = Encoding.ASCII.GetString(origin.PathPrefix);
        var request = new HttpRequestMessage(method, new Uri(origin.Authority + prefix + VersionFor(provider, prefix) + path));
        foreach (var line in Encoding.ASCII.GetString(provider.CredentialLines).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            request.Headers.Add(line[..colon], line[(colon + 1)..].Trim());
        }

        request.Headers.Host = Encoding.ASCII.GetString(origin.HostHeader);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        return request;
    }

    /// <summary>Anthropic's and Google's base URLs are written with and without their version.</summary>
    private static string VersionFor(Provider provider, string prefix) => provider.Dialect switch
    {
        Surfaces.Dialect.Anthropic when !prefix.EndsWith("/v1", StringComparison.Ordinal) => "/v1",
        Surfaces.Dialect.Gemini when !prefix.EndsWith("/v1beta", StringComparison.Ordinal) && !prefix.EndsWith("/v1", StringComparison.Ordinal) => "/v1beta",
        _ => "",
    };

    /// <summary>The beginning of what it says, unless that repeats what we sent as a credential.</summary>
    private static string ProblemOf(Provider provider, int status, byte[] body)
    {
        var text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxProblemBytes)));
        foreach (var line in Encoding.ASCII.GetString(provider.CredentialLines).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var word in line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= 6))
            {
                text = text.Replace(word, "***", StringComparison.Ordinal);
            }
        }

        text = new string([.. text.Where(c => !char.IsControl(c)).Take(MaxProblemText)]).Trim(); // only now: half a credential is none that could be found
        return text.Length == 0 ? $"it answered {status}" : $"it answered {status}: {text}";
    }

    private static string Reason(Exception fault) => fault switch
    {
        OutboundRefusedException refused => refused.Message,
        { InnerException: OutboundRefusedException refused } => refused.Message,
        OperationCanceledException => "it did not answer in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name does not resolve",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "the TLS handshake failed",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "its answer was too large",
        _ => "it could not be reached",
    };
}
