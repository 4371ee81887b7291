using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Tests.Exchange.Unary;
using Tollgate.Upstreams.Gemini;
using Xunit;

namespace Tollgate.Tests.Exchange.Images;

/// <summary>What Google is asked for the pictures that OpenAI's clients want. Expectations are of both vendors' references.</summary>
public sealed class ImageRequestTests
{
    private const string Gemini = "gemini-2.5-flash-image";

    [Fact]
    public void Gemini_is_asked_for_a_picture_of_the_prompt()
    {
        var call = Ask("""{"model":"m","prompt":"a \"hill\"\n","n":1,"size":"auto","quality":"auto","background":"opaque","response_format":"b64_json"}""");
        call.Request(Gemini, "gemini").ShouldBe(
            """{"contents":[{"role":"user","parts":[{"text":"a \"hill\"\n"}]}],"generationConfig":{"responseModalities":["IMAGE"]}}""");
        call.Notes.RefusedField.ShouldBeNull();
        call.Notes.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Models_that_cannot_draw_in_silence_may_talk()
    {
        Ask("""{"prompt":"a hill"}""").Request("gemini-2.0-flash-preview-image-generation", "gemini").ShouldContain("\"responseModalities\":[\"TEXT\",\"IMAGE\"]");
    }

    [Fact]
    public void Imagen_is_asked_for_as_many_as_are_wanted()
    {
        var call = Ask("""{"prompt":"a hill","n":3,"size":"1024x1024","output_format":"jpeg","output_compression":80}""");
        call.Request("imagen-4.0-generate-001", "gemini").ShouldBe(
            """{"instances":[{"prompt":"a hill"}],"parameters":{"sampleCount":3,"includeRaiReason":true,"aspectRatio":"1:1","outputOptions":{"mimeType":"image/jpeg","compressionQuality":80}}}""");
        call.Notes.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Gemini, "1024x1024", "1:1", null, false)]
    [InlineData(Gemini, "1536x1024", "3:2", null, true)]
    [InlineData(Gemini, "1024x1792", "9:16", null, true)]
    [InlineData(Gemini, "2048x2048", "1:1", null, true)]
    [InlineData(Gemini, "256x256", "1:1", null, true)]
    [InlineData("gemini-3-pro-image-preview", "2048x2048", "1:1", "2K", false)]
    [InlineData("gemini-3-pro-image-preview", "4096x4096", "1:1", "4K", false)]
    [InlineData("gemini-3-pro-image-preview", "3840x2160", "16:9", "4K", true)]
    [InlineData("imagen-4.0-generate-001", "2048x2048", "1:1", "2K", false)]
    [InlineData("imagen-4.0-generate-001", "1536x1024", "4:3", null, true)]
    [InlineData("imagen-4.0-fast-generate-001", "2048x2048", "1:1", null, true)]
    [InlineData("imagen-4.0-generate-001", "99999x1", "16:9", "2K", true)]
    public void A_size_becomes_the_nearest_shape_and_what_is_lost_is_said(string model, string size, string ratio, string? large, bool isLost)
    {
        var call = Ask($$"""{"prompt":"a hill","size":"{{size}}"}""");
        using var document = JsonDocument.Parse(call.Request(model, "gemini"));
        var isImagen = model.StartsWith("imagen", StringComparison.Ordinal);
        var shape = isImagen ? document.RootElement.GetProperty("parameters") : document.RootElement.GetProperty("generationConfig").GetProperty("imageConfig");
        shape.GetProperty("aspectRatio").GetString().ShouldBe(ratio);
        (shape.TryGetProperty(isImagen ? "sampleImageSize" : "imageSize", out var given) ? given.GetString() : null).ShouldBe(large);
        call.Notes.Warnings.ShouldBe(isLost ? ["size"] : []);
    }

    [Fact]
    public void How_a_picture_is_encoded_is_said_to_Vertex_only()
    {
        const string Jpeg = """{"prompt":"a hill","output_format":"jpeg","output_compression":50}""";
        var vertex = Ask(Jpeg);
        vertex.Request(Gemini, "vertex").ShouldContain("""imageConfig":{"imageOutputOptions":{"mimeType":"image/jpeg","compressionQuality":50}}""");
        vertex.Notes.Warnings.ShouldBeEmpty();

        var studio = Ask(Jpeg);
        studio.Request(Gemini, "gemini").ShouldNotContain("image/jpeg");
        studio.Notes.Warnings.ShouldBe(["output_format", "output_compression"]);
    }

    [Fact]
    public void Wishes_without_a_word_at_Google_are_named()
    {
        var call = Ask("""{"prompt":"a hill","n":2,"quality":"high","style":"vivid","background":"transparent","moderation":"low","user":"u","output_format":"webp"}""");
        call.Request(Gemini, "gemini");
        call.Notes.RefusedField.ShouldBeNull();
        call.Notes.Warnings.ShouldBe(["quality", "style", "background", "moderation", "user", "n", "output_format"]);
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "prompt")]
    [InlineData("""{"prompt":""}""", "prompt")]
    [InlineData("""{"prompt":["a"]}""", "prompt")]
    [InlineData("""{"prompt":"a","n":0}""", "n")]
    [InlineData("""{"prompt":"a","n":11}""", "n")]
    [InlineData("""{"prompt":"a","n":1.5}""", "n")]
    [InlineData("""{"prompt":"a","size":"big"}""", "size")]
    [InlineData("""{"prompt":"a","size":"0x10"}""", "size")]
    [InlineData("""{"prompt":"a","size":"1024x-5"}""", "size")]
    [InlineData("""{"prompt":"a","size":"4294967297x1"}""", "size")]
    [InlineData("""{"prompt":"a","size":7}""", "size")]
    [InlineData("""{"prompt":"a","response_format":"url"}""", "response_format")]
    [InlineData("""{"prompt":"a","response_format":"png"}""", "response_format")]
    [InlineData("""{"prompt":"a","output_format":"gif"}""", "output_format")]
    [InlineData("""{"prompt":"a","output_compression":101}""", "output_compression")]
    [InlineData("""{"prompt":"a","stream":true}""", "stream")]
    public void What_makes_no_sense_is_refused_by_its_name(string body, string field) => Ask(body).Notes.RefusedField.ShouldBe(field);

    [Fact]
    public void The_model_s_policy_rules_over_what_goes_lost()
    {
        var dropped = new UnaryCall(new OpenAiImageSurface(null), new GeminiImageUpstream(NoErrors.Instance), """{"prompt":"a","response_format":"url"}""", UnsupportedPolicy.Drop);
        dropped.Notes.RefusedField.ShouldBeNull();
        dropped.Notes.Warnings.ShouldBe(["response_format"]);

        var strict = new UnaryCall(new OpenAiImageSurface(null), new GeminiImageUpstream(NoErrors.Instance), """{"prompt":"a","quality":"hd"}""", UnsupportedPolicy.Error);
        strict.Request(Gemini, "gemini");
        strict.Notes.RefusedField.ShouldBe("quality");
    }

    private static UnaryCall Ask(string body) => new(new OpenAiImageSurface(null), new GeminiImageUpstream(NoErrors.Instance), body);
}
