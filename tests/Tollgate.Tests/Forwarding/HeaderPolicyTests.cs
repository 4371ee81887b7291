using Shouldly;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Xunit;
using static Tollgate.Tests.Http1.HeadText;

namespace Tollgate.Tests.Forwarding;

public sealed class HeaderPolicyTests
{
    private const string Ordinary = "User-Agent: OpenAI/Python 1\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
        + "OpenAI-Beta: assistants=v2\r\nanthropic-version: 2023-06-01\r\nx-stainless-lang: python\r\ntraceparent: 00-1-2-01\r\nX-Vendor-New: 1\r\n";

    [Fact]
    public void Ordinary_and_vendor_fields_pass_unchanged_and_in_order() => Request(Ordinary).ShouldBe(Ordinary);

    [Theory]
    [InlineData("Authorization: Bearer client")]
    [InlineData("authorization:Bearer client")]
    [InlineData("x-api-key: client")]
    [InlineData("api-key: client")]
    [InlineData("x-goog-api-key: client")]
    [InlineData("Cookie: session=1")]
    [InlineData("Proxy-Authorization: Basic x")]
    [InlineData("Proxy-Connection: keep-alive")]
    [InlineData("X-Amz-Security-Token: x")]
    [InlineData("x-goog-user-project: other-payer")]
    [InlineData("X-Forwarded-For: 10.0.0.1")]
    [InlineData("X-Forwarded-Host: a")]
    [InlineData("X-Forwarded-Client-Cert: a")]
    [InlineData("Forwarded: for=10.0.0.1")]
    [InlineData("X-Real-IP: 10.0.0.1")]
    [InlineData("True-Client-IP: 10.0.0.1")]
    [InlineData("CF-Connecting-IP: 10.0.0.1")]
    [InlineData("Via: 1.1 proxy")]
    [InlineData("Keep-Alive: timeout=5")]
    [InlineData("TE: trailers")]
    [InlineData("Trailer: X-Sum")]
    [InlineData("Upgrade: h2c")]
    [InlineData("HTTP2-Settings: AAMAAABkAAQAAP__")]
    [InlineData("Content-Length: 5")]
    [InlineData("X-Content-Length: 5")]
    [InlineData("Transfer-Encoding: chunked")]
    [InlineData("Expect: 100-continue")]
    [InlineData("Accept-Encoding: gzip, br")]
    [InlineData("X-Tollgate-Provider: openai")]
    [InlineData("X-Tollgate-Peer: 1")]
    [InlineData("app-name: demo")]
    [InlineData("X-Request-Id: mine")]
    [InlineData("Origin: https://console.example")]
    [InlineData("Referer: https://console.example/x")]
    [InlineData("Sec-Fetch-Mode: cors")]
    [InlineData("Sec-WebSocket-Key: x")]
    [InlineData("Access-Control-Request-Method: POST")]
    [InlineData("X-Original-URL: /admin")]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    public void Check_56_field_that_ends_here_does_not_reach_the_upstream(string line) =>
        Request("X-Before: 1\r\n" + line + "\r\nX-After: 2\r\n").ShouldBe("X-Before: 1\r\nX-After: 2\r\n");

    [Fact]
    public void Fields_that_connection_names_do_not_reach_the_upstream() =>
        Request("X-One: 1\r\nConnection: close, X-ONE\r\nConnection: x-two\r\nX-Two: 2\r\nX-Three: 3\r\n").ShouldBe("X-Three: 3\r\n");

    [Fact]
    public void Raw_route_passes_browser_fields_but_no_credentials() =>
        Request("Origin: https://a\r\nAuthorization: x\r\nSec-Fetch-Mode: cors\r\nX-Forwarded-For: 1\r\n", new() { Raw = true })
            .ShouldBe("Origin: https://a\r\nSec-Fetch-Mode: cors\r\n");

    [Fact]
    public void Accept_encoding_passes_where_the_answer_is_not_read() =>
        Request("Accept-Encoding: br\r\n", new() { KeepAcceptEncoding = true }).ShouldBe("Accept-Encoding: br\r\n");

    [Fact]
    public void Written_anew_body_brings_its_own_content_fields() =>
        Request("Content-Type: a/b\r\nContent-Encoding: gzip\r\nX: 1\r\n", new() { DropContentFields = true }).ShouldBe("X: 1\r\n");

    [Fact]
    public void Tracing_fields_are_left_to_the_caller_when_it_writes_them() =>
        Request("traceparent: 1\r\ntracestate: 2\r\nX: 1\r\n", new() { DropTraceParent = true, DropTraceState = true }).ShouldBe("X: 1\r\n");

    [Fact]
    public void Web_socket_fields_pass_without_the_key_that_browsers_hide_in_them() =>
        Request(
            "Sec-WebSocket-Key: k\r\nSec-WebSocket-Protocol: realtime, openai-insecure-api-key.sk-1, openai-project.p, openai-beta.realtime-v1\r\nX: 1\r\n",
            new() { KeepWebSocket = true })
        .ShouldBe("Sec-WebSocket-Key: k\r\nSec-WebSocket-Protocol:realtime,openai-beta.realtime-v1\r\nX: 1\r\n");

    [Fact]
    public void Web_socket_protocols_that_are_all_credentials_leave_no_field() =>
        Request("Sec-WebSocket-Protocol: openai-insecure-api-key.sk-1\r\nX: 1\r\n", new() { KeepWebSocket = true }).ShouldBe("X: 1\r\n");

    [Fact]
    public void Nothing_kept_writes_nothing() => Request("Cookie: a\r\n").ShouldBe("");

    [Fact]
    public void Destination_of_the_heads_length_always_suffices_and_a_full_one_is_reported()
    {
        var buffer = Bytes(Post(Ordinary));
        var head = new RequestHead();
        head.Parse(buffer, HeadLimits.Default).ShouldBe(HeadStatus.Ok);
        var written = 0;
        HeaderPolicy.CopyRequestFields(head, buffer, new byte[head.Length], ref written, default).ShouldBeTrue();
        var full = 0;
        HeaderPolicy.CopyRequestFields(head, buffer, new byte[written - 1], ref full, default).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Content-Type: text/event-stream")]
    [InlineData("Content-Encoding: gzip")]
    [InlineData("Content-Disposition: attachment")]
    [InlineData("ETag: \"x\"")]
    [InlineData("Cache-Control: no-cache")]
    [InlineData("Retry-After: 3")]
    [InlineData("Date: Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("openai-processing-ms: 12")]
    [InlineData("openai-version: 2020-10-01")]
    [InlineData("Location: /v1/files/1")]
    [InlineData("x-new-field: 1")]
    public void End_to_end_field_reaches_the_client(string line) => Response(line + "\r\n").ShouldBe(line + "\r\n");

    [Theory]
    [InlineData("Set-Cookie: __cf_bm=1")]
    [InlineData("Server: cloudflare")]
    [InlineData("Alt-Svc: h3=\":443\"")]
    [InlineData("Strict-Transport-Security: max-age=1")]
    [InlineData("Via: 1.1 x")]
    [InlineData("X-Powered-By: Express")]
    [InlineData("CF-RAY: 1")]
    [InlineData("Report-To: {}")]
    [InlineData("NEL: {}")]
    [InlineData("Access-Control-Allow-Origin: *")]
    [InlineData("X-Tollgate-Cost: 1")]
    [InlineData("X-Request-Id: req_1")]
    [InlineData("openai-organization: org-1")]
    [InlineData("openai-project: proj_1")]
    [InlineData("anthropic-organization-id: 1")]
    [InlineData("x-ratelimit-remaining-tokens: 1")]
    [InlineData("WWW-Authenticate: Bearer")]
    [InlineData("Connection: close")]
    [InlineData("Keep-Alive: timeout=5")]
    [InlineData("Content-Length: 5")]
    [InlineData("Transfer-Encoding: chunked")]
    [InlineData("Trailer: X")]
    [InlineData("Location: https://api.openai.com/v1")]
    [InlineData("Location: //api.openai.com/v1")]
    [InlineData("Location: /\\api.openai.com/v1")]
    [InlineData("Location: v1/x")]
    [InlineData("Operation-Location: https://mine.openai.azure.com/x")]
    [InlineData("Refresh: 0; url=https://x")]
    [InlineData("Clear-Site-Data: \"*\"")]
    [InlineData("x-served-by: cache-fra-1")]
    [InlineData("Authorization: Bearer provider")]
    [InlineData("api-key: provider")]
    public void Check_56_what_names_the_provider_or_binds_the_host_does_not_reach_the_client(string line) =>
        Response("X-Before: 1\r\n" + line + "\r\nX-After: 2\r\n").ShouldBe("X-Before: 1\r\nX-After: 2\r\n");

    [Fact]
    public void Raw_route_passes_what_describes_the_provider_but_no_cookies() =>
        Response(
            "Server: x\r\nSet-Cookie: a=b\r\nx-ratelimit-limit-requests: 1\r\nLocation: https://storage.example/x\r\nStrict-Transport-Security: max-age=1\r\n",
            new() { Raw = true })
        .ShouldBe("Server: x\r\nx-ratelimit-limit-requests: 1\r\nLocation: https://storage.example/x\r\n");

    [Fact]
    public void Rate_limits_pass_where_asked() =>
        Response("x-ratelimit-limit-requests: 1\r\n", new() { KeepRateLimits = true }).ShouldBe("x-ratelimit-limit-requests: 1\r\n");

    [Fact]
    public void Web_socket_accept_passes_with_its_101() =>
        Response("Sec-WebSocket-Accept: x\r\nSec-WebSocket-Protocol: realtime\r\n", new() { KeepWebSocket = true })
            .ShouldBe("Sec-WebSocket-Accept: x\r\nSec-WebSocket-Protocol: realtime\r\n");

    private static string Request(string lines, HeaderPolicyRequestOptions options = default)
    {
        var buffer = Bytes(Post(lines));
        var head = new RequestHead();
        head.Parse(buffer, HeadLimits.Default).ShouldBe(HeadStatus.Ok);
        var to = new byte[head.Length];
        var written = 0;
        HeaderPolicy.CopyRequestFields(head, buffer, to, ref written, options).ShouldBeTrue();
        return Text(to.AsSpan(0, written));
    }

    private static string Response(string lines, HeaderPolicyResponseOptions options = default)
    {
        var buffer = Bytes("HTTP/1.1 200 OK\r\n" + lines + "\r\n");
        var head = new ResponseHead();
        head.Parse(buffer, HeadLimits.Default).ShouldBe(HeadStatus.Ok);
        var to = new byte[head.Length];
        var written = 0;
        HeaderPolicy.CopyResponseFields(head, buffer, to, ref written, options).ShouldBeTrue();
        return Text(to.AsSpan(0, written));
    }
}
