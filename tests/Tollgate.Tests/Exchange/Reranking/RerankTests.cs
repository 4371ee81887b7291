using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Surfaces.Cohere;
using Tollgate.Surfaces.Jina;
using Tollgate.Tests.Exchange.Unary;
using Tollgate.TestSupport;
using Tollgate.Upstreams.Cohere;
using Tollgate.Upstreams.Jina;
using Xunit;

namespace Tollgate.Tests.Exchange.Reranking;

public sealed class RerankTests
{
    private const string Ask = """{"model":"m","query":"ruby","documents":["a",{"text":"b","x":1},{"title":"c","body":"d"}],"top_n":2,"max_tokens_per_doc":9}""";

    [Fact]
    public void Cohere_is_asked_with_texts()
    {
        var call = new UnaryCall(new JinaRerankSurface(null), new CohereRerankUpstream(NoErrors.Instance), Ask);
        call.Request("rerank-v3.5").ShouldBe("""{"model":"rerank-v3.5","query":"ruby","documents":["a","b","c\nd"],"top_n":2}""");
        call.Notes.RefusedField.ShouldBeNull();
    }

    [Fact]
    public void Jina_is_asked_with_texts_and_not_for_documents()
    {
        var call = new UnaryCall(new CohereRerankSurface(), new JinaRerankUpstream(NoErrors.Instance), Ask);
        call.Request("jina-reranker").ShouldBe(
            """{"model":"jina-reranker","query":"ruby","documents":["a","b","c\nd"],"top_n":2,"return_documents":false}""");
        call.Notes.Warnings.ShouldBe(["max_tokens_per_doc"]);
    }

    [Fact]
    public void Cohere_s_recorded_answer_reaches_a_client_of_Jina_s_shape_with_its_own_documents()
    {
        Assert.SkipUnless(Recordings.Available, "No recordings here.");
        var call = new UnaryCall(new JinaRerankSurface(null), new CohereRerankUpstream(NoErrors.Instance), Ask);
        call.Answer(Encoding.UTF8.GetString(Recordings.Get("cohere-rerank").ResponseBody), estimatedInput: 11).ShouldBe(
            """{"model":"client-model","object":"list","usage":{"total_tokens":11,"prompt_tokens":11},"results":[{"index":0,"relevance_score":0.75809944,"document":{"text":"a"}},{"index":2,"relevance_score":0.5515985,"document":{"title":"c","body":"d"}}]}""");
    }

    [Fact]
    public void Jina_s_answer_reaches_a_client_of_Cohere_s()
    {
        var call = new UnaryCall(new CohereRerankSurface(), new JinaRerankUpstream(NoErrors.Instance), Ask);
        call.Answer("""{"model":"j","usage":{"total_tokens":15},"results":[{"index":1,"relevance_score":0.9,"document":{"text":"b"}}]}""").ShouldBe(
            """{"id":"req-1","results":[{"index":1,"relevance_score":0.9}],"meta":{"api_version":{"version":"2"},"tokens":{"input_tokens":15}}}""");
        call.Usage.Input.ShouldBe(15);
    }

    [Fact]
    public void Search_units_are_told_a_client_of_Cohere_s()
    {
        var call = new UnaryCall(new CohereRerankSurface(), new CohereRerankUpstream(NoErrors.Instance), Ask);
        call.Answer("""{"id":"i","results":[],"meta":{"billed_units":{"search_units":1}}}""").ShouldBe(
            """{"id":"i","results":[],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}""");
    }

    [Theory]
    [InlineData("""{"results":[{"index":3,"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":-1,"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":0}]}""")]
    [InlineData("""{"results":[{},{},{},{}]}""")]
    [InlineData("{}")]
    public void An_answer_that_does_not_fit_the_question_is_none(string answer)
    {
        new UnaryCall(new JinaRerankSurface(null), new CohereRerankUpstream(NoErrors.Instance), Ask).Answer(answer).ShouldBeNull();
        new UnaryCall(new JinaRerankSurface(null), new JinaRerankUpstream(NoErrors.Instance), Ask).Answer(answer).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"documents":["a"]}""", "query")]
    [InlineData("""{"query":"q"}""", "documents")]
    [InlineData("""{"query":"q","documents":["a",7]}""", "documents[1]")]
    [InlineData("""{"query":"q","documents":["a"],"top_n":0}""", "top_n")]
    public void Bad_requests_are_refused_by_field(string body, string field)
    {
        new UnaryCall(new JinaRerankSurface(null), new CohereRerankUpstream(NoErrors.Instance), body).Notes.RefusedField.ShouldBe(field);
        new UnaryCall(new CohereRerankSurface(), new CohereRerankUpstream(NoErrors.Instance), body).Notes.RefusedField.ShouldBe(field);
    }

    [Fact]
    public void Cohere_s_clients_read_errors_as_a_message()
    {
        var context = new AnswerContext { RequestId = "r"u8.ToArray() };
        var status = 0;
        UnaryCall.Written(context.Out, _ => status = new CohereRerankSurface().WriteFailure(
            new UpstreamFailure { Kind = FailureKind.RateLimit, Message = "slow \"down\"" }, 429, context)).ShouldBe("""{"id":"r","message":"slow \"down\""}""");
        status.ShouldBe(429);
    }
}
