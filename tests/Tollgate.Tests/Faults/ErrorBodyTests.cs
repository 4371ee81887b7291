using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Faults;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Faults;

public sealed class ErrorBodyTests
{
    private static readonly GatewayFault Limited = new(FaultCode.RateLimitExceeded, RetryAfterSeconds: 7);

    [Fact]
    public void OpenAi_error_has_message_type_param_and_the_stable_code()
    {
        var error = Body(Dialect.OpenAi, new GatewayFault(FaultCode.ValidationError, "'messages' must not be empty.", "messages")).GetProperty("error");

        error.GetProperty("message").GetString().ShouldBe("'messages' must not be empty.");
        error.GetProperty("type").GetString().ShouldBe("invalid_request_error");
        error.GetProperty("param").GetString().ShouldBe("messages");
        error.GetProperty("code").GetString().ShouldBe("VALIDATION_ERROR");
    }

    [Fact]
    public void OpenAi_error_without_a_field_has_a_null_param() =>
        Body(Dialect.OpenAi, Limited).GetProperty("error").GetProperty("param").ValueKind.ShouldBe(JsonValueKind.Null);

    [Fact]
    public void Anthropic_error_has_type_and_request_id()
    {
        var body = Body(Dialect.Anthropic, Limited);

        body.GetProperty("type").GetString().ShouldBe("error");
        body.GetProperty("error").GetProperty("type").GetString().ShouldBe("rate_limit_error");
        body.GetProperty("request_id").GetString().ShouldBe("req_1");
    }

    [Fact]
    public void Gemini_error_has_number_status_reason_and_retry_delay()
    {
        var error = Body(Dialect.Gemini, Limited).GetProperty("error");

        error.GetProperty("code").GetInt32().ShouldBe(429);
        error.GetProperty("status").GetString().ShouldBe("RESOURCE_EXHAUSTED");
        error.GetProperty("details")[0].GetProperty("reason").GetString().ShouldBe("RATE_LIMIT_EXCEEDED");
        error.GetProperty("details")[1].GetProperty("retryDelay").GetString().ShouldBe("7s");
    }

    [Fact]
    public void Every_fault_is_valid_json_in_every_dialect_and_as_an_event()
    {
        var nasty = new string('\u0001', 5000) + "\"\\\r\n\uD800<img>";
        foreach (var row in Fault.All)
        {
            foreach (var dialect in Enum.GetValues<Dialect>())
            {
                Body(dialect, row.Code).ValueKind.ShouldBe(JsonValueKind.Object);
                Body(dialect, new GatewayFault(row.Code, nasty, nasty, 9)).ValueKind.ShouldBe(JsonValueKind.Object);
                Event(dialect, new GatewayFault(row.Code, nasty, nasty, 9), out _).ValueKind.ShouldBe(JsonValueKind.Object);
            }
        }
    }

    [Fact]
    public void Stream_error_of_OpenAi_is_a_data_event()
    {
        var json = Event(Dialect.OpenAi, FaultCode.UpstreamError, out var text);

        text.ShouldStartWith("data: {");
        json.GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
    }

    [Fact]
    public void Stream_error_of_Anthropic_is_a_named_event()
    {
        var json = Event(Dialect.Anthropic, FaultCode.UpstreamTimeout, out var text);

        text.ShouldStartWith("event: error\ndata: {");
        json.GetProperty("error").GetProperty("type").GetString().ShouldBe("timeout_error");
    }

    [Fact]
    public void Stream_error_of_the_responses_api_is_flat_and_numbered()
    {
        var bytes = new byte[ErrorEvent.MaxBytes];
        var text = Encoding.UTF8.GetString(bytes, 0, ErrorEvent.WriteResponses(FaultCode.UpstreamError, 12, bytes));

        text.ShouldStartWith("event: error\ndata: ");
        text.ShouldEndWith("\n\n");
        var json = JsonDocument.Parse(text["event: error\ndata: ".Length..]).RootElement;
        json.GetProperty("type").GetString().ShouldBe("error");
        json.GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
        json.GetProperty("sequence_number").GetInt32().ShouldBe(12);
    }

    private static JsonElement Body(Dialect dialect, GatewayFault fault)
    {
        var bytes = new byte[ErrorBody.MaxBytes];
        return JsonDocument.Parse(bytes.AsMemory(0, ErrorBody.Write(dialect, fault, "req_1"u8, bytes))).RootElement;
    }

    private static JsonElement Event(Dialect dialect, GatewayFault fault, out string text)
    {
        var bytes = new byte[ErrorEvent.MaxBytes];
        text = Encoding.UTF8.GetString(bytes, 0, ErrorEvent.Write(dialect, fault, "req_1"u8, bytes));
        text.ShouldEndWith(dialect is Dialect.Gemini ? "\r\n\r\n" : "\n\n");
        text.Trim().Count(c => c == '\n').ShouldBe(dialect is Dialect.Anthropic ? 1 : 0);
        return JsonDocument.Parse(text[(text.IndexOf("data: ", StringComparison.Ordinal) + 6)..]).RootElement;
    }
}
