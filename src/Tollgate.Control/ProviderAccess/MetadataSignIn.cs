using System.Globalization;
using Tollgate.Control.Outbound;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Control.ProviderAccess;

/// <summary>
/// Gets the access token of the machine's own service account at Google's metadata server. The one call that may go to a metadata address: a
/// provider of the configuration file asks for it in so many words.
/// </summary>
internal sealed class MetadataSignIn(OutboundHttp outbound) : IDisposable
{
    private const string Flavor = "Metadata-Flavor";
    private const string Google = "Google";

    /// <summary>The server tells how long its own token still lives, which may be a moment.</summary>
    private const double MinSeconds = 1;

    private readonly HttpClient _http = outbound.Create(new OutboundOptions
    {
        NamedInFile = true,
        ReachesMetadata = true,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        Timeout = TimeSpan.FromSeconds(10), // the first answer on a fresh node of GKE takes seconds
        MaxResponseBytes = 64 * 1024,
        MaxConnections = 1,
    });

    /// <summary>Gets a token. What fails is told in the answer.</summary>
    public async Task<AccessToken> AskAsync(GoogleAccount machine, CancellationToken stop)
    {
        var host = machine.TokenUri.Authority;
        try
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, machine.TokenUri);
            question.Headers.Add(Flavor, Google);
            using var answer = await _http.SendAsync(question, stop);
            var status = (int)answer.StatusCode;
            if (!answer.Headers.TryGetValues(Flavor, out var flavors) || !flavors.Contains(Google, StringComparer.Ordinal))
            {
                return TokenAnswer.Failed(string.Create(CultureInfo.InvariantCulture, $"what answers {status} at {host} is not Google's metadata server"));
            }

            return status switch
            {
                404 => TokenAnswer.Failed($"the metadata server at {host} knows no service account: give this machine one"),
                >= 200 and < 300 => TokenAnswer.Read(await answer.Content.ReadAsByteArrayAsync(stop), status, MinSeconds),
                _ => TokenAnswer.Failed(string.Create(CultureInfo.InvariantCulture, $"the metadata server at {host} answered {status}")),
            };
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            return TokenAnswer.Failed($"the metadata server at {host} could not be asked for a token: {OutboundReason.Of(fault)}; sign_in: metadata needs a machine of Google's cloud");
        }
    }

    public void Dispose() => _http.Dispose();
}
