using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Tollgate.Control.Outbound;
using Tollgate.Host.Yaml;

namespace Tollgate.Host.Remote;

/// <summary>
/// Asks a source for its configuration: bounded in time and size, no redirect followed. An answer counts only when it came to the end that its
/// framing promised; half a document could be a valid one.
/// </summary>
internal sealed class RemoteFetcher : IDisposable
{
    /// <summary>For one look, answer included.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly RemoteAddress _address;
    private readonly RemoteSettings _settings;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public RemoteFetcher(RemoteAddress address, RemoteSettings settings, OutboundHttp outbound, TimeProvider time)
    {
        (_address, _settings, _time) = (address, settings, time);
        _http = outbound.Create(new OutboundOptions
        {
            NamedInFile = true, // the operator named it, on the command line or in the environment
            Timeout = Limit,
            MaxResponseBytes = YamlConfigLoader.MaxFileBytes,
            MaxConnections = 1,
            TrustedRoots = settings.TrustedRoots,
        });
    }

    /// <summary>Asks once. What goes wrong is told in the answer.</summary>
    /// <param name="known">What is known already; null to get the document in any case.</param>
    /// <param name="stop">Gives up.</param>
    public Task<RemoteAnswer> FetchAsync(RemoteTag? known, CancellationToken stop) => FetchAsync(known, Limit, stop);

    /// <summary>The same with less time.</summary>
    /// <param name="known">What is known already; null to get the document in any case.</param>
    /// <param name="within">At most <see cref="Limit"/>.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<RemoteAnswer> FetchAsync(RemoteTag? known, TimeSpan within, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(within, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            using var request = Compose(known);
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => await ReadAsync(answer, either.Token),
                HttpStatusCode.NotModified when known is not null => new RemoteAnswer { Outcome = RemoteOutcome.Unchanged },
                _ => OfStatus(answer),
            };
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !stop.IsCancellationRequested))
        {
            var outcome = fault is OperationCanceledException ? RemoteOutcome.TimedOut : RemoteOutcome.Unreachable;
            return new RemoteAnswer { Outcome = outcome, Problem = OutboundReason.Of(fault), MayPass = true };
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Compose(RemoteTag? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, _address.Uri);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("tollgate", null));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/yaml"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*", 0.5));
        if (_settings.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        }

        known?.Write(request.Headers);
        return request;
    }

    private static async Task<RemoteAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        var headers = answer.Content.Headers;
        if (headers.ContentType?.MediaType is { } type && type.Contains("html", StringComparison.OrdinalIgnoreCase))
        {
            return Failed(RemoteOutcome.NotADocument, "it answered with a page of HTML");
        }

        if (headers.ContentEncoding.Any(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            return Failed(RemoteOutcome.NotADocument, "it answered in a coding that it was not asked for");
        }

        if (headers.ContentLength is null && answer.Headers.TransferEncodingChunked is not true)
        {
            return Failed(RemoteOutcome.CutOff, "it does not say how long its answer is, so that one that was cut off would look whole");
        }

        // What is known beforehand is taken at once; a chunked answer grows.
        var content = new byte[Math.Min(headers.ContentLength ?? 16 * 1024, YamlConfigLoader.MaxFileBytes) + 1];
        var length = 0;
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(stop);
            for (int read; (read = await body.ReadAsync(content.AsMemory(length), stop)) > 0;)
            {
                length += read;
                if (length > YamlConfigLoader.MaxFileBytes)
                {
                    return Failed(RemoteOutcome.TooLarge, string.Create(CultureInfo.InvariantCulture, $"it answered with more than {YamlConfigLoader.MaxFileBytes} bytes"));
                }

                if (length == content.Length)
                {
                    Array.Resize(ref content, Math.Min(length * 2, YamlConfigLoader.MaxFileBytes + 1));
                }
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return Failed(RemoteOutcome.CutOff, "it broke off in the middle of its answer") with { MayPass = true };
        }

        Array.Resize(ref content, length);
        return new RemoteAnswer { Outcome = RemoteOutcome.Document, Content = content, Tag = RemoteTag.Of(answer) };
    }

    private RemoteAnswer OfStatus(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        var advice = status switch
        {
            304 => " although it was not asked whether anything had changed",
            >= 300 and < 400 => ", which leads elsewhere: name that address, redirects are not followed",
            401 or 403 when _settings.Token is null => $": it may want a token ({RemoteSettings.TokenVariable})",
            401 or 403 => $": it did not take the token of {RemoteSettings.TokenVariable}",
            _ => string.Empty,
        };
        var after = answer.Headers.RetryAfter;
        return Failed(RemoteOutcome.Status, string.Create(CultureInfo.InvariantCulture, $"it answered {status}{advice}")) with
        {
            RetryAfter = after?.Delta ?? (after?.Date is { } date ? date - _time.GetUtcNow() : null),
            MayPass = status is >= 500 or 408 or 425 or 429,
        };
    }

    private static RemoteAnswer Failed(RemoteOutcome outcome, string problem) => new() { Outcome = outcome, Problem = problem };
}
