using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tollgate.Configuration;
using Tollgate.Control.Outbound;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Health;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.Influx;

/// <summary>
/// Copies requests to InfluxDB, version 1 (<c>/write</c>) or 2 (<c>/api/v2/write</c>). A repeat overwrites, for its points have the same
/// series and time. An amended request may change its series (another status): its first point is deleted before.
/// </summary>
internal sealed class InfluxSink : IRemoteStore
{
    /// <summary>Lines of one call; both versions are at their best below this.</summary>
    private const int MaxLines = 5000;

    private readonly HttpClient _http;
    private readonly StoreUrl _url;
    private readonly StoreHealth _health;
    private readonly InfluxPoints _points = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isReady;

    public InfluxSink(StoreUrl url, OutboundHttp outbound, TimeProvider time)
    {
        _url = url;
        _http = outbound.Create(new OutboundOptions { NamedInFile = true });
        _health = new StoreHealth(Name, time);
    }

    public string Name => _url.Name;

    public StoreHealthState Health => _health.State;

    private bool IsVersion2 => _url.Organisation.Length > 0;

    public Task WriteAsync(RecordBatch batch, CancellationToken stop) => _health.WriteAsync(
        batch,
        async token =>
        {
            await _turn.WaitAsync(token);
            try
            {
                await PrepareOnceAsync(token);
                foreach (var part in StoredBatch.Entries(batch).Chunk(MaxLines))
                {
                    await DeleteAsync([.. part.Where(entry => entry.Revision > 0)], token);
                    await WriteAsync(part, token);
                }
            }
            catch
            {
                _isReady = false;
                throw;
            }
            finally
            {
                _turn.Release();
            }
        },
        stop);

    /// <summary>Nothing: how long points stay is the database's retention policy.</summary>
    public Task MaintainAsync(CancellationToken stop) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Version 1 makes the database if it is missing; a bucket of version 2 needs more rights than a token for writing has.</summary>
    private async Task PrepareOnceAsync(CancellationToken stop)
    {
        if (_isReady) { return; }
        if (!IsVersion2) { await QueryAsync($"CREATE DATABASE \"{_url.Database}\"", stop); }
        _isReady = true;
    }

    private async Task WriteAsync(RequestEntry[] entries, CancellationToken stop)
    {
        var lines = new StringBuilder();
        foreach (var entry in entries) { _points.Append(lines, entry); }
        var path = IsVersion2
            ? $"api/v2/write?precision=ns&bucket={Uri.EscapeDataString(_url.Database)}&org={Uri.EscapeDataString(_url.Organisation)}"
            : $"write?precision=ns&db={Uri.EscapeDataString(_url.Database)}";
        await SendAsync(path, lines.ToString(), "text/plain", stop);
    }

    private async Task DeleteAsync(RequestEntry[] amended, CancellationToken stop)
    {
        if (amended.Length == 0) { return; }
        if (!IsVersion2)
        {
            var statements = amended.Select(entry => string.Create(
                CultureInfo.InvariantCulture,
                $"DELETE FROM {InfluxPoints.Measurement} WHERE time = {InfluxPoints.Timestamp(entry.Id)} AND node = {InfluxText.Literal(_points.Node(entry))}"));
            await QueryAsync(string.Join(';', statements), stop);
            return;
        }

        foreach (var entry in amended)
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(entry.Id.UnixMilliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
            var moment = string.Create(CultureInfo.InvariantCulture, $"{time}.{InfluxPoints.Timestamp(entry.Id) % 1_000_000_000:d9}Z");
            var predicate = $"_measurement=\"{InfluxPoints.Measurement}\" AND node={InfluxText.Field(_points.Node(entry))}";
            var body = $$"""{"start":"{{moment}}","stop":"{{moment}}","predicate":"{{JsonEncodedText.Encode(predicate)}}"}""";
            await SendAsync($"api/v2/delete?bucket={Uri.EscapeDataString(_url.Database)}&org={Uri.EscapeDataString(_url.Organisation)}", body, "application/json", stop);
        }
    }

    private Task QueryAsync(string statement, CancellationToken stop) => SendAsync(
        $"query?db={Uri.EscapeDataString(_url.Database)}", "q=" + Uri.EscapeDataString(statement), "application/x-www-form-urlencoded", stop);

    private async Task SendAsync(string path, string body, string type, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url.BaseAddress + path) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.Authorization = Credential();
        using var answer = await _http.SendAsync(request, stop);
        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent)
        {
            // Version 1 answers 200 also to a statement that failed, and says so in the body.
            if (type == "text/plain" || IsVersion2 || !(await answer.Content.ReadAsStringAsync(stop)).Contains("\"error\"", StringComparison.Ordinal)) { return; }
            throw new StoreException(StoreFault.Other, "the server refused a statement");
        }

        throw new StoreException(
            answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => StoreFault.Auth,
                HttpStatusCode.TooManyRequests or HttpStatusCode.InsufficientStorage or HttpStatusCode.RequestEntityTooLarge => StoreFault.Full,
                HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable => StoreFault.Refused,
                HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout => StoreFault.Timeout,
                _ => StoreFault.Other,
            },
            string.Create(CultureInfo.InvariantCulture, $"the server answered {(int)answer.StatusCode}"));
    }

    private AuthenticationHeaderValue? Credential() => _url.Password switch
    {
        null => null,
        { } token when IsVersion2 => new AuthenticationHeaderValue("Token", token.Reveal()),
        { } password => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_url.User}:{password.Reveal()}"))),
    };
}
