using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tollgate.Configuration;
using Tollgate.Storage.Health;

namespace Tollgate.Storage.ClickHouse;

/// <summary>ClickHouse's HTTP interface: statements in the body, settings and parameters in the address, credentials in headers only.</summary>
internal sealed class ClickHouseClient : IDisposable
{
    /// <summary>Questions change nothing, and read the newest version of each row.</summary>
    private const string QuestionSettings =
        "&readonly=2&output_format_json_quote_64bit_integers=0&do_not_merge_across_partitions_select_final=1";

    /// <summary>A batch of a catch-up may hold many days; it is stored when the call returns.</summary>
    private const string InsertSettings = "&max_partitions_per_insert_block=0&async_insert=0";

    private readonly HttpClient _http;
    private readonly StoreUrl _url;
    private readonly TimeProvider _time;
    private readonly TimeSpan _questionTimeout;
    private readonly string _questionSettings;

    /// <summary>A client of one server.</summary>
    /// <param name="http">The connections; the caller gives them away.</param>
    /// <param name="url">The server, its database and its credentials.</param>
    /// <param name="questionLimit">How long the server works at one question; the whole of it may take twice that.</param>
    /// <param name="time">The clock.</param>
    public ClickHouseClient(HttpClient http, StoreUrl url, TimeSpan questionLimit, TimeProvider time)
    {
        _http = http;
        _url = url;
        _time = time;
        _questionTimeout = 2 * questionLimit;
        _questionSettings = QuestionSettings + string.Create(CultureInfo.InvariantCulture, $"&max_execution_time={questionLimit.TotalSeconds}");
    }

    /// <summary>Runs a statement that answers nothing.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="inDatabase">Whether it names tables of the database; false before there is one.</param>
    /// <param name="stop">The caller's stop.</param>
    public async Task ExecuteAsync(string sql, bool inDatabase, CancellationToken stop)
    {
        using var content = new StringContent(sql, Encoding.UTF8);
        using var answer = await SendAsync(inDatabase ? Database : "", content, stop);
    }

    /// <summary>Inserts rows in JSON, one per line.</summary>
    public async Task InsertAsync(string sql, ReadOnlyMemory<byte> rows, CancellationToken stop)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(rows, stop);
        }

        using var content = new ByteArrayContent(packed.GetBuffer(), 0, (int)packed.Length);
        content.Headers.ContentEncoding.Add("gzip");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await SendAsync(Database + InsertSettings + "&query=" + Uri.EscapeDataString(sql), content, stop);
    }

    /// <summary>Asks, and reads each row of the answer: a JSON array.</summary>
    public async Task<List<T>> AskAsync<T>(ClickHouseQuery query, Func<JsonElement, T> read, CancellationToken stop)
    {
        using var timer = new CancellationTokenSource(_questionTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, timer.Token);
        using var content = new StringContent(query.Sql + " FORMAT JSONCompactEachRow", Encoding.UTF8);
        using var answer = await SendAsync(Database + _questionSettings + query.Values, content, both.Token);
        var bytes = await answer.Content.ReadAsByteArrayAsync(both.Token);
        var rows = new List<T>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = bytes.AsSpan(at).IndexOf((byte)'\n');
            length = length < 0 ? bytes.Length - at : length;
            if (length > 0)
            {
                using var row = JsonDocument.Parse(bytes.AsMemory(at, length));
                rows.Add(read(row.RootElement));
            }

            at += length + 1;
        }

        return rows;
    }

    public void Dispose() => _http.Dispose();

    private string Database => "&database=" + Uri.EscapeDataString(_url.Database);

    private async Task<HttpResponseMessage> SendAsync(string settings, HttpContent content, CancellationToken stop)
    {
        // wait_end_of_query: the status is known before the first byte of the answer, so that no failure hides at the end of a 200.
        using var request = new HttpRequestMessage(HttpMethod.Post, _url.BaseAddress + "?wait_end_of_query=1" + settings) { Content = content };
        if (_url.User.Length > 0) { request.Headers.Add("X-ClickHouse-User", _url.User); }
        if (_url.Password is { } password) { request.Headers.Add("X-ClickHouse-Key", password.Reveal()); }
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, stop);
        if (answer.IsSuccessStatusCode) { return answer; }
        using (answer)
        {
            throw Failure(answer);
        }
    }

    /// <summary>The body of a failure may quote rows and statements: only its number is passed on.</summary>
    private static StoreException Failure(HttpResponseMessage answer)
    {
        var code = answer.Headers.TryGetValues("X-ClickHouse-Exception-Code", out var codes)
            && int.TryParse(codes.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var fault = code switch
        {
            159 or 209 => StoreFault.Timeout,
            192 or 193 or 194 or 497 or 516 => StoreFault.Auth,
            202 or 241 or 243 or 252 => StoreFault.Full,
            _ when (int)answer.StatusCode is 401 or 403 => StoreFault.Auth,
            _ when (int)answer.StatusCode is 502 or 503 or 504 => StoreFault.Refused,
            _ => StoreFault.Other,
        };
        return new StoreException(fault, string.Create(CultureInfo.InvariantCulture, $"the server answered {(int)answer.StatusCode} with code {code}"));
    }
}
