using Shouldly;
using Tollgate.Exchange.Unary;
using Tollgate.Surfaces.Gemini;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Tests.Exchange.Unary;
using Tollgate.Upstreams.Bedrock;
using Tollgate.Upstreams.Cohere;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.Ollama;
using Tollgate.Upstreams.OpenAi;
using Xunit;

namespace Tollgate.Tests.Exchange.Embeddings;

/// <summary>What providers are asked for, by their own documentation.</summary>
public sealed class EmbedRequestTests
{
    private const string Ask = """{"model":"m","input":["a \"b\"","ü"],"dimensions":256,"encoding_format":"base64"}""";

    [Fact]
    public void Google_gets_one_request_for_each_text() => From(Ask, new GeminiEmbedUpstream(NoErrors.Instance)).Request("gemini-embedding-001").ShouldBe(
        """{"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"a \"b\""}]},"outputDimensionality":256},{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"ü"}]},"outputDimensionality":256}]}""");

    [Fact]
    public void Vertex_takes_one_text_in_a_call()
    {
        From("""{"model":"m","input":"a"}""", new GeminiEmbedUpstream(NoErrors.Instance)).Request("g", "vertex")
            .ShouldBe("""{"model":"models/g","content":{"parts":[{"text":"a"}]}}""");
        var many = From(Ask, new GeminiEmbedUpstream(NoErrors.Instance));
        Should.Throw<System.Text.Json.JsonException>(() => many.Request("g", "vertex"));
        many.Notes.RefusedField.ShouldBe("input");
    }

    [Fact]
    public void Cohere_is_always_told_what_the_vectors_are_for()
    {
        From(Ask, new CohereEmbedUpstream(NoErrors.Instance)).Request("embed-v4.0").ShouldBe(
            """{"model":"embed-v4.0","texts":["a \"b\"","ü"],"input_type":"search_document","embedding_types":["float"],"output_dimension":256}""");
        From("""{"model":"m","input":"q","input_type":"query"}""", new CohereEmbedUpstream(NoErrors.Instance)).Request("e").ShouldContain("\"input_type\":\"search_query\"");
    }

    [Fact]
    public void Ollama_gets_texts() => From(Ask, new OllamaEmbedUpstream(NoErrors.Instance)).Request("all-minilm").ShouldBe(
        """{"model":"all-minilm","input":["a \"b\"","ü"],"dimensions":256}""");

    [Fact]
    public void Amazon_s_own_models_take_one_text()
    {
        From("""{"model":"m","input":["a"],"dimensions":512}""", new BedrockEmbedUpstream(NoErrors.Instance)).Request("amazon.titan-embed-text-v2:0")
            .ShouldBe("""{"inputText":"a","dimensions":512}""");
        var many = From(Ask, new BedrockEmbedUpstream(NoErrors.Instance));
        many.Request("amazon.titan-embed-text-v2:0");
        many.Notes.RefusedField.ShouldBe("input");
        From(Ask, new BedrockEmbedUpstream(NoErrors.Instance)).Request("cohere.embed-english-v3").ShouldStartWith("""{"texts":["a \"b\"","ü"],"input_type":""");
    }

    [Fact]
    public void OpenAi_gets_Google_s_batch_as_one_list()
    {
        var call = new UnaryCall(new GeminiEmbedSurface(null), new OpenAiEmbedUpstream(NoErrors.Instance), """
            {"requests":[{"model":"models/m","content":{"parts":[{"text":"a"},{"text":"b"}]},"taskType":"RETRIEVAL_QUERY","outputDimensionality":8},
            {"model":"models/m","content":{"parts":[{"text":"c"}]},"taskType":"RETRIEVAL_QUERY","outputDimensionality":8}]}
            """);

        call.Request("text-embedding-3-small").ShouldBe("""{"model":"text-embedding-3-small","input":["ab","c"],"dimensions":8}""");
        call.Notes.RefusedField.ShouldBeNull();
        call.Notes.Warnings.ShouldBe(["taskType"]);
    }

    [Fact]
    public void Tokens_are_passed_on_to_those_who_take_them_and_refused_elsewhere()
    {
        const string Tokens = """{"model":"m","input":[[1,2],[3]]}""";
        From(Tokens, new OpenAiEmbedUpstream(NoErrors.Instance)).Request("t").ShouldBe("""{"model":"t","input":[[1,2],[3]]}""");
        From("""{"model":"m","input":[1,2]}""", new OpenAiEmbedUpstream(NoErrors.Instance)).Request("t").ShouldBe("""{"model":"t","input":[[1,2]]}""");
        foreach (var upstream in (UnaryUpstream[])[new GeminiEmbedUpstream(NoErrors.Instance), new CohereEmbedUpstream(NoErrors.Instance), new OllamaEmbedUpstream(NoErrors.Instance)])
        {
            var call = From(Tokens, upstream);
            call.Request();
            call.Notes.RefusedField.ShouldNotBeNull().ShouldStartWith("input");
        }
    }

    [Theory]
    [InlineData("{}", "input")]
    [InlineData("""{"input":[]}""", "input")]
    [InlineData("""{"input":7}""", "input")]
    [InlineData("""{"input":["a",{}]}""", "input[1]")]
    [InlineData("""{"input":"a","dimensions":0}""", "dimensions")]
    [InlineData("""{"input":"a","dimensions":"x"}""", "dimensions")]
    [InlineData("""{"input":"a","encoding_format":"int8"}""", "encoding_format")]
    public void Bad_requests_of_OpenAi_s_are_refused_by_field(string body, string field) =>
        From(body, new OllamaEmbedUpstream(NoErrors.Instance)).Notes.RefusedField.ShouldBe(field);

    [Theory]
    [InlineData("{}", "content.parts")]
    [InlineData("""{"requests":[]}""", "requests")]
    [InlineData("""{"content":{"parts":[{"inlineData":{}}]}}""", "content.parts[0]")]
    [InlineData("""{"content":{"parts":[{"text":"a"}]},"taskType":"FUN"}""", "taskType")]
    [InlineData("""{"requests":[{"content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING"},{"content":{"parts":[{"text":"a"}]}}]}""", "requests[1].taskType")]
    public void Bad_requests_of_Google_s_are_refused_by_field(string body, string field) =>
        new UnaryCall(new GeminiEmbedSurface(null), new OpenAiEmbedUpstream(NoErrors.Instance), body).Notes.RefusedField.ShouldBe(field);

    private static UnaryCall From(string body, UnaryUpstream upstream) => new(new OpenAiEmbedSurface(null), upstream, body);
}
