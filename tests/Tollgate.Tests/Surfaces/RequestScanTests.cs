using System.Text;
using Shouldly;
using Tollgate.Json;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Surfaces;

public sealed class RequestScanTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    [Fact]
    public void A_chat_request_gives_its_fields()
    {
        const string Body = " {\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"x\":[1],\"include_usage\":true},"
            + "\"max_completion_tokens\":12,\"n\":3,\"user\":\"u-1\",\"store\":true," + Messages + ",\"unknown\":{\"model\":1}} ";

        var fields = Accept(Body, EndpointShape.ChatCompletions);

        Text(Body, fields.Model).ShouldBe("\"gpt-4o\"");
        fields.ModelEscaped.ShouldBeFalse();
        fields.Stream.ShouldBeTrue();
        Text(Body, fields.StreamOptions).ShouldBe("{\"x\":[1],\"include_usage\":true}");
        Text(Body, fields.IncludeUsageValue).ShouldBe("true");
        fields.IncludeUsage.ShouldBeTrue();
        fields.MaxTokens.ShouldBe(12);
        fields.MaxTokensField.ShouldBe(RequestField.MaxCompletionTokens);
        Text(Body, fields.MaxTokensValue).ShouldBe("12");
        fields.N.ShouldBe(3);
        fields.Store.ShouldBeTrue();
        Text(Body, fields.User).ShouldBe("\"u-1\"");
        Text(Body, fields.Prompt).ShouldBe("[{\"role\":\"user\",\"content\":\"hi\"}]");
        fields.ObjectStart.ShouldBe(2);
    }

    [Fact]
    public void Absent_and_null_fields_have_their_defaults()
    {
        var fields = Accept(
            "{\"model\":\"m\"," + Messages + ",\"stream\":null,\"stream_options\":null,\"max_tokens\":null,\"n\":null,\"user\":null}",
            EndpointShape.ChatCompletions);

        fields.Stream.ShouldBeFalse();
        fields.MaxTokens.ShouldBeNull();
        fields.MaxTokensValue.Exists.ShouldBeFalse();
        fields.N.ShouldBe(1);
        fields.User.Exists.ShouldBeFalse();
        fields.Store.ShouldBeFalse();
    }

    [Theory]
    [InlineData("max_tokens")]
    [InlineData("max_completion_tokens")]
    public void The_larger_of_two_output_caps_counts(string larger)
    {
        var smaller = larger == "max_tokens" ? "max_completion_tokens" : "max_tokens";
        foreach (var caps in new[] { $"\"{larger}\":50,\"{smaller}\":7", $"\"{smaller}\":7,\"{larger}\":50" })
        {
            var fields = Accept($"{{\"model\":\"m\",{Messages},{caps}}}", EndpointShape.ChatCompletions);
            fields.MaxTokens.ShouldBe(50);
            RequestFieldNames.NameOf(fields.MaxTokensField).ShouldBe(larger);
        }
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("16.0", 16L)]
    [InlineData("1e3", 1000L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void An_output_cap_is_an_integer_or_left_to_the_provider(string number, long? expected)
    {
        var body = $"{{\"model\":\"m\",{Messages},\"max_tokens\":{number}}}";

        var fields = Accept(body, EndpointShape.ChatCompletions);

        fields.MaxTokens.ShouldBe(expected);
        Text(body, fields.MaxTokensValue).ShouldBe(number);
    }

    [Fact]
    public void A_model_written_with_escapes_is_decoded()
    {
        const string Body = "{\"mod\\u0065l\":\"gpt\\u002d4\\/\\ud83d\\ude00\"," + Messages + "}";
        var fields = Accept(Body, EndpointShape.ChatCompletions);
        Span<byte> name = stackalloc byte[64];

        fields.ModelEscaped.ShouldBeTrue();
        fields.TryDecodeModel(Encoding.UTF8.GetBytes(Body), name, out var length).ShouldBeTrue();

        Encoding.UTF8.GetString(name[..length]).ShouldBe("gpt-4/😀");
        fields.TryDecodeModel(Encoding.UTF8.GetBytes(Body), name[..3], out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{}", "model is required.")]
    [InlineData("{\"model\":null," + Messages + "}", "model is required.")]
    [InlineData("{\"model\":\"\"," + Messages + "}", "model must not be empty.")]
    [InlineData("{\"model\":5," + Messages + "}", "model must be a string.")]
    [InlineData("{\"model\":\"m\",\"messages\":[ ]}", "messages must be a non-empty array.")]
    [InlineData("{\"model\":\"m\",\"messages\":null}", "messages must be a non-empty array.")]
    [InlineData("{\"model\":\"m\",\"messages\":\"hi\"}", "messages must be a non-empty array.")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"stream\":\"true\"}", "stream must be a boolean.")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"stream_options\":[]}", "stream_options must be an object.")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"stream_options\":{\"include_usage\":1}}", "stream_options.include_usage must be a boolean.")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"max_tokens\":\"5\"}", "max_tokens must be an integer.")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"max_tokens\":1.5}", "max_tokens must be an integer.")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"max_tokens\":9223372036854775808}", "max_tokens is out of range.")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"max_tokens\":1e300}", "max_tokens is out of range.")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"n\":[]}", "n must be an integer.")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"model\":\"other\"}", "model is given twice.")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"mod\\u0065l\":\"other\"}", "model is given twice.")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"stream_options\":{\"include_usage\":true,\"include_usage\":false}}", "stream_options.include_usage is given twice.")]
    [InlineData("{\"model\":\"m\"," + Messages + "} x", "The body goes on after the JSON value (at byte 58).")]
    [InlineData("[]", "The body must be a JSON object.")]
    [InlineData("\"a\"", "The body must be a JSON object.")]
    [InlineData("<html>", "The body is not valid JSON (at byte 0).")]
    [InlineData("{\"a\":{", "The body ends inside a JSON value.")]
    [InlineData("{\"a\":1e999}", "The body holds a number out of range (at byte 5).")]
    public void A_refused_chat_body_names_its_fault(string body, string message)
    {
        RequestScan.TryScan(Encoding.UTF8.GetBytes(body), EndpointShape.ChatCompletions, out _, out var error).ShouldBeFalse();

        error.Describe().ShouldBe(message);
    }

    [Theory]
    [InlineData(EndpointShape.Completions, "{\"model\":\"m\",\"prompt\":\"\"}", null)]
    [InlineData(EndpointShape.Completions, "{\"model\":\"m\",\"prompt\":[1,2]}", null)]
    [InlineData(EndpointShape.Completions, "{\"model\":\"m\",\"prompt\":[]}", null)]
    [InlineData(EndpointShape.Completions, "{\"model\":\"m\"}", null)]
    [InlineData(EndpointShape.Completions, "{\"model\":\"m\",\"prompt\":{}}", "prompt must be a string or an array.")]
    [InlineData(EndpointShape.Embeddings, "{\"model\":\"m\",\"input\":\"a\"}", null)]
    [InlineData(EndpointShape.Embeddings, "{\"model\":\"m\",\"input\":\"\"}", null)]
    [InlineData(EndpointShape.Embeddings, "{\"model\":\"m\",\"input\":[]}", null)]
    [InlineData(EndpointShape.Embeddings, "{\"model\":\"m\",\"input\":null}", null)]
    [InlineData(EndpointShape.Embeddings, "{\"model\":\"m\",\"input\":\"a\",\"stream\":9}", null)]
    [InlineData(EndpointShape.Responses, "{\"model\":\"m\"}", null)]
    [InlineData(EndpointShape.Responses, "{\"prompt\":{\"id\":\"p\"}}", null)]
    [InlineData(EndpointShape.Responses, "{\"previous_response_id\":\"r\"}", null)]
    [InlineData(EndpointShape.Responses, "{\"input\":\"x\"}", "model is required.")]
    [InlineData(EndpointShape.Responses, "{\"model\":\"m\",\"max_output_tokens\":\"x\"}", "max_output_tokens must be an integer.")]
    [InlineData(EndpointShape.Responses, "{\"model\":\"m\",\"messages\":5}", null)]
    [InlineData(EndpointShape.AnthropicMessages, "{\"model\":\"m\",\"messages\":[{}],\"max_tokens\":1}", null)]
    [InlineData(EndpointShape.AnthropicMessages, "{\"model\":\"m\",\"max_tokens\":1}", null)]
    [InlineData(EndpointShape.Gemini, "{\"contents\":[{}],\"generationConfig\":{\"maxOutputTokens\":5}}", null)]
    [InlineData(EndpointShape.Gemini, "{\"contents\":[]}", "contents must be a non-empty array.")]
    [InlineData(EndpointShape.Gemini, "{\"contents\":[{}],\"generationConfig\":{\"maxOutputTokens\":\"5\"}}", "generationConfig.maxOutputTokens must be an integer.")]
    [InlineData(EndpointShape.AnyWithModel, "{}", null)]
    [InlineData(EndpointShape.AnyWithModel, "{\"input\":{},\"n\":\"x\",\"messages\":0}", null)]
    [InlineData(EndpointShape.AnyWithModel, "{\"model\":{}}", "model must be a string.")]
    internal void A_shape_requires_its_own_fields_only(EndpointShape shape, string body, string? message)
    {
        RequestScan.TryScan(Encoding.UTF8.GetBytes(body), shape, out _, out var error).ShouldBe(message is null, error.Describe());

        error.Describe().ShouldBe(message ?? "");
    }

    [Fact]
    public void Responses_are_stored_unless_the_client_says_no()
    {
        Accept("{\"model\":\"m\"}", EndpointShape.Responses).Store.ShouldBeTrue();
        Accept("{\"model\":\"m\",\"store\":null}", EndpointShape.Responses).Store.ShouldBeTrue();
        Accept("{\"model\":\"m\",\"store\":false}", EndpointShape.Responses).Store.ShouldBeFalse();
    }

    [Fact]
    public void A_Gemini_cap_is_read_from_its_configuration()
    {
        var fields = Accept("{\"contents\":[{}],\"generationConfig\":{\"maxOutputTokens\":77}}", EndpointShape.Gemini);

        fields.MaxTokens.ShouldBe(77);
        fields.PromptField.ShouldBe(RequestField.Contents);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_where_they_stand()
    {
        byte[] body = [.. "{\"model\":\"a"u8, 0xC3, 0x28, .. "\"}"u8];

        RequestScan.TryScan(body, EndpointShape.AnyWithModel, out _, out var error).ShouldBeFalse();

        error.ShouldBe(new ScanError(ScanErrorKind.InvalidUtf8, 11, RequestField.None));
    }

    [Fact]
    public void A_scan_allocates_nothing()
    {
        var body = Encoding.UTF8.GetBytes("{\"model\":\"gpt-4o\",\"stream\":true," + Messages + "}");
        RequestScan.TryScan(body, EndpointShape.ChatCompletions, out _, out _).ShouldBeTrue();
        var before = GC.GetAllocatedBytesForCurrentThread();

        RequestScan.TryScan(body, EndpointShape.ChatCompletions, out _, out _);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static RequestFields Accept(string body, EndpointShape shape)
    {
        RequestScan.TryScan(Encoding.UTF8.GetBytes(body), shape, out var fields, out var error).ShouldBeTrue(error.Describe());
        return fields;
    }

    private static string Text(string body, JsonRange range) => Encoding.UTF8.GetString(range.Of(Encoding.UTF8.GetBytes(body)));
}
