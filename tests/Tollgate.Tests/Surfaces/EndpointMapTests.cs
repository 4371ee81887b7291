using System.Text;
using Shouldly;
using Tollgate.Http1;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Surfaces;

public sealed class EndpointMapTests
{
    [Theory]
    [InlineData("/v1beta/models/gemini-x:generateContent")]
    [InlineData("/v1/models/gemini-x:generateContent")]
    [InlineData("/v1/models/gemini-x:streamGenerateContent")]
    [InlineData("/v1/models/gemini-x:countTokens")]
    public void Googles_SDKs_are_understood_in_both_of_their_versions(string path)
    {
        var endpoint = Find(HttpVerb.Post, path);

        endpoint.Kind.ShouldBe(EndpointKind.Understood);
        endpoint.Dialect.ShouldBe(Dialect.Gemini);
        Encoding.ASCII.GetString(endpoint.Tail.Of(Encoding.ASCII.GetBytes(path))).ShouldBe("gemini-x");
    }

    [Theory]
    [InlineData("/v1beta/models/gemini-x:predict")]
    [InlineData("/v1/models/gemini-x:predict")]
    public void Googles_other_calls_are_forwarded(string path)
    {
        var endpoint = Find(HttpVerb.Post, path);

        endpoint.Kind.ShouldBe(EndpointKind.Forwarded);
        endpoint.Dialect.ShouldBe(Dialect.Gemini);
        Encoding.ASCII.GetString(endpoint.Tail.Of(Encoding.ASCII.GetBytes(path))).ShouldBe("models/gemini-x:predict");
    }

    [Theory]
    [InlineData("/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent", true)]
    [InlineData("/ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained", true)]
    [InlineData("/ws/google.cloud.aiplatform.v1beta1.LlmBidiService/BidiGenerateContent", true)]
    [InlineData("/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateMusic", false)]
    [InlineData("/ws/google.ai.generativelanguage..GenerativeService.BidiGenerateContent", false)]
    [InlineData("/ws/google.ai.generativelanguage.v1/x.GenerativeService.BidiGenerateContent", false)]
    [InlineData("/ws/", false)]
    public void Googles_Live_API_has_paths_of_its_own(string path, bool isLive)
    {
        Find(HttpVerb.Get, path).Name.ShouldBe(isLive ? SurfaceNames.Live : SurfaceNames.Unknown);
        Find(HttpVerb.Post, path).Kind.ShouldBe(EndpointKind.Unknown);
    }

    [Fact]
    public void A_model_is_described_in_OpenAIs_words()
    {
        var endpoint = Find(HttpVerb.Get, "/v1/models/gpt:4");

        endpoint.Kind.ShouldBe(EndpointKind.Model);
        endpoint.Dialect.ShouldBe(Dialect.OpenAi);
    }

    [Theory]
    [InlineData("/v1beta/models", "Models", "")]
    [InlineData("/v1beta/models/gemini-x", "Model", "gemini-x")]
    [InlineData("/v1beta/models/org%2Fx", "Model", "org%2Fx")]
    [InlineData("/v1beta/models/veo-3/operations/abc", "Forwarded", "models/veo-3/operations/abc")]
    [InlineData("/v1beta/models/", "Forwarded", "models/")]
    [InlineData("/v1beta/tunedModels", "Forwarded", "tunedModels")]
    public void Googles_list_of_models_is_ours_and_what_they_own_is_the_provider_s(string path, string kind, string tail)
    {
        var endpoint = Find(HttpVerb.Get, path);

        endpoint.Kind.ToString().ShouldBe(kind);
        endpoint.Dialect.ShouldBe(Dialect.Gemini);
        Encoding.ASCII.GetString(endpoint.Tail.Of(Encoding.ASCII.GetBytes(path))).ShouldBe(tail);
    }

    private static Endpoint Find(HttpVerb verb, string path) => EndpointMap.Find(verb, Encoding.ASCII.GetBytes(path));
}
