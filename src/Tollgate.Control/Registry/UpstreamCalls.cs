using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Tollgate.Control.Outbound;
using Tollgate.Forwarding;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Control.Registry;

/// <summary>
/// Calls to a provider off the request path: for its list of models, and to see whether it answers. By the egress rules in force, without
/// redirects, bounded in time and size, with the paths and the credentials of the engine.
/// </summary>
internal sealed class UpstreamCalls : IDisposable
{
    private readonly HttpClient _named;
    private readonly HttpClient _byApi;
    private readonly Func<GoogleAccount, CancellationToken, Task<AccessToken>> _signIn;
    private readonly TimeProvider _time;

    public UpstreamCalls(OutboundHttp outbound, Func<GoogleAccount, CancellationToken, Task<AccessToken>> signIn, TimeProvider time)
    {
        _time = time;
        _signIn = signIn;
        _named = outbound.Create(Options(namedInFile: true));
        _byApi = outbound.Create(Options(namedInFile: false));
    }

    /// <summary>Asks for its list of models.</summary>
    public Task<UpstreamAnswer> ListModelsAsync(Provider provider, CancellationToken stop) =>
        UpstreamQuestion.OfList(provider) is { } question
            ? AskAsync(provider, question, stop)
            : Task.FromResult(Unasked("it has no list of models at this address", "Name a model to ask instead."));

    /// <summary>Asks a model for one token.</summary>
    public Task<UpstreamAnswer> AskAsync(Provider provider, string model, CancellationToken stop) =>
        UpstreamQuestion.Of(provider, model) is { } question
            ? AskAsync(provider, question, stop)
            : Task.FromResult(Unasked("it speaks no format that it could be tried in", null));

    public void Dispose()
    {
        _named.Dispose();
        _byApi.Dispose();
    }

    private static UpstreamAnswer Unasked(string problem, string? advice) => new(0, TimeSpan.Zero, default, problem, advice);

    private static OutboundOptions Options(bool namedInFile) => new()
    {
        NamedInFile = namedInFile,
        Timeout = TimeSpan.FromSeconds(20),
        MaxResponseBytes = 4 << 20, // the longest lists of models are a little over one
        MaxConnections = 2,
    };

    private async Task<UpstreamAnswer> AskAsync(Provider provider, UpstreamQuestion question, CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        try
        {
            var credential = provider.Credential;
            if (provider.Account is { } account)
            {
                var token = await _signIn(account, stop);
                if (token.Problem is { } problem)
                {
                    return new UpstreamAnswer(0, _time.GetElapsedTime(began), default, problem, UpstreamAdvice.OfSignIn(account));
                }

                credential = new GoogleAccess(_ => Task.FromResult(token), _time);
                await credential.PrepareAsync();
            }

            using var request = Compose(provider, question, credential);
            using var answer = await (provider.FromFile ? _named : _byApi).SendAsync(request, stop);
            var bytes = await answer.Content.ReadAsByteArrayAsync(stop);
            var status = (int)answer.StatusCode;
            if (credential?.Secret is { Length: >= UpstreamSecrets.LeastBytes } sent)
            {
                new SecretMask([.. UpstreamSecrets.FormsOf(sent.Span)]).Apply(bytes); // what is quoted of the answer is shown and logged
            }

            var wrong = UpstreamProblem.Of(provider, question, status, bytes);
            return new UpstreamAnswer(status, _time.GetElapsedTime(began), bytes, wrong, wrong is null ? null : UpstreamAdvice.Of(provider, status, bytes));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return new UpstreamAnswer(0, _time.GetElapsedTime(began), default, OutboundReason.Of(fault), UpstreamAdvice.Of(fault));
        }
    }

    private HttpRequestMessage Compose(Provider provider, UpstreamQuestion question, RequestCredential? credential)
    {
        var origin = provider.Origin;
        var request = new HttpRequestMessage(question.Body is null ? HttpMethod.Get : HttpMethod.Post, Target(origin.Authority, question.Target));
        AddLines(request, Encoding.ASCII.GetString(provider.CredentialLines));
        if (credential is not null)
        {
            var lines = new BufferPool().RentSend(1024);
            credential.Write(lines, new SignedRequest
            {
                Method = Encoding.ASCII.GetBytes(request.Method.Method),
                Target = Encoding.ASCII.GetBytes(question.Target),
                Host = origin.HostHeader,
                Body = Encoding.UTF8.GetBytes(question.Body ?? string.Empty),
                UnixSeconds = _time.GetUtcNow().ToUnixTimeSeconds(),
            });
            AddLines(request, Encoding.ASCII.GetString(lines.Span));
        }

        request.Headers.Host = Encoding.ASCII.GetString(origin.HostHeader);
        if (question.Body is not null)
        {
            request.Content = new StringContent(question.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        return request;
    }

    /// <summary>The target goes out as it is written: what is encoded in it stays so, and is what was signed.</summary>
    private static Uri Target(string authority, string target) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{authority}{target}"), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static void AddLines(HttpRequestMessage request, string lines)
    {
        foreach (var line in lines.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            var space = value.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && name.Equals("authorization", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue(value[..space], value[(space + 1)..]); // Amazon's is no list of parameters by RFC 9110
            }
            else
            {
                request.Headers.Add(name, value);
            }
        }
    }
}
