using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Forwarding;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Tests.Host;
using Xunit;

namespace Tollgate.Tests.Forwarding;

/// <summary>Paths as the vendors document them.</summary>
public sealed class UpstreamPathTests
{
    [Theory]
    [InlineData("kind: openai", "chat", "gpt-4o", false, "/v1/chat/completions")]
    [InlineData("kind: openai", "responses", "gpt-4o", true, "/v1/responses")]
    [InlineData("kind: openai, base_url: 'https://p.example/oa/v1'", "embeddings", "m", false, "/oa/v1/embeddings")]
    [InlineData("kind: openai-compatible, base_url: 'https://p.example'", "chat", "m", false, "/chat/completions")]
    [InlineData("kind: anthropic", "messages", "claude-x", true, "/v1/messages")]
    [InlineData("kind: anthropic, base_url: 'https://p.example'", "count_messages", "claude-x", false, "/v1/messages/count_tokens")]
    [InlineData("kind: anthropic, base_url: 'https://p.example/api/anthropic'", "messages", "claude-x", false, "/api/anthropic/v1/messages")]
    [InlineData("kind: gemini", "generate", "gemini-2.5-pro", false, "/v1beta/models/gemini-2.5-pro:generateContent")]
    [InlineData("kind: gemini", "generate", "gemini-2.5-pro", true, "/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse")]
    [InlineData("kind: gemini, base_url: 'https://p.example/v1'", "count_generate", "models/gemini-x", false, "/v1/models/gemini-x:countTokens")]
    [InlineData("kind: gemini", "generate", "tunedModels/my 1", false, "/v1beta/tunedModels/my%201:generateContent")]
    [InlineData("kind: gemini", "gemini_images", "gemini-2.5-flash-image", false, "/v1beta/models/gemini-2.5-flash-image:generateContent")]
    [InlineData("kind: gemini", "gemini_images", "models/imagen-4.0-generate-001", false, "/v1beta/models/imagen-4.0-generate-001:predict")]
    [InlineData("kind: gemini", "gemini_speech", "gemini-2.5-flash-preview-tts", false, "/v1beta/models/gemini-2.5-flash-preview-tts:generateContent")]
    [InlineData("kind: vertex, project: p-1", "gemini_images", "imagegeneration@006", false, "/v1/projects/p-1/locations/global/publishers/google/models/imagegeneration%40006:predict")]
    [InlineData("kind: vertex, project: p-1", "gemini_transcripts", "gemini-3-flash", false, "/v1/projects/p-1/locations/global/publishers/google/models/gemini-3-flash:generateContent")]
    [InlineData("kind: openai", "images", "gpt-image-1", false, "/v1/images/generations")]
    [InlineData("kind: openai", "transcriptions", "whisper-1", false, "/v1/audio/transcriptions")]
    [InlineData("kind: azure, base_url: 'https://r.openai.azure.com', api_version: 2024-10-21", "speech", "tts", false, "/openai/deployments/tts/audio/speech?api-version=2024-10-21")]
    [InlineData("kind: azure, base_url: 'https://r.openai.azure.com'", "chat", "dep", false, "/openai/v1/chat/completions")]
    [InlineData("kind: azure, base_url: 'https://r.openai.azure.com', api_version: 2024-10-21", "chat", "my dep", false, "/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21")]
    [InlineData("kind: azure, base_url: 'https://r.openai.azure.com', api_version: 2024-10-21", "embeddings", "e", false, "/openai/deployments/e/embeddings?api-version=2024-10-21")]
    [InlineData("kind: azure, base_url: 'https://r.openai.azure.com', api_version: preview", "responses", "dep", true, "/openai/responses?api-version=preview")]
    [InlineData("kind: azure, base_url: 'https://r.services.ai.azure.com/models', api_version: 2024-05-01-preview", "chat", "x", false, "/models/chat/completions?api-version=2024-05-01-preview")]
    [InlineData("kind: azure, base_url: 'https://r.openai.azure.com/openai/v1', api_version: preview", "chat", "x", false, "/openai/v1/chat/completions?api-version=preview")]
    [InlineData("kind: vertex, project: p-1", "generate", "gemini-3-pro", true, "/v1/projects/p-1/locations/global/publishers/google/models/gemini-3-pro:streamGenerateContent?alt=sse")]
    [InlineData("kind: vertex, project: p-1, location: us-east5", "messages", "claude-sonnet-4-5@20250929", false, "/v1/projects/p-1/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5%4020250929:rawPredict")]
    [InlineData("kind: vertex, project: p-1, location: us-east5", "messages", "claude-x", true, "/v1/projects/p-1/locations/us-east5/publishers/anthropic/models/claude-x:streamRawPredict")]
    [InlineData("kind: vertex, project: p-1", "count_messages", "claude-x", false, "/v1/projects/p-1/locations/global/publishers/anthropic/models/count-tokens:rawPredict")]
    [InlineData("kind: vertex, project: p-1", "chat", "meta/llama-4", false, "/v1/projects/p-1/locations/global/endpoints/openapi/chat/completions")]
    [InlineData("kind: bedrock, region: eu-west-1", "converse", "anthropic.claude-v2:1", false, "/model/anthropic.claude-v2%3A1/converse")]
    [InlineData("kind: bedrock, region: eu-west-1", "converse", "arn:aws:bedrock:x:1:inference-profile/p", true, "/model/arn%3Aaws%3Abedrock%3Ax%3A1%3Ainference-profile%2Fp/converse-stream")]
    [InlineData("kind: bedrock, region: eu-west-1", "bedrock_embed", "amazon.titan-embed-text-v2:0", false, "/model/amazon.titan-embed-text-v2%3A0/invoke")]
    [InlineData("kind: cohere", "cohere_chat", "command-a", true, "/v2/chat")]
    [InlineData("kind: cohere, base_url: 'https://api.cohere.com/v2'", "cohere_rerank", "rerank-v4", false, "/v2/rerank")]
    [InlineData("kind: cohere, formats: [chat]", "chat", "command-a", false, "/compatibility/v1/chat/completions")]
    [InlineData("kind: ollama", "ollama_chat", "qwen3", true, "/api/chat")]
    [InlineData("kind: ollama, base_url: 'http://127.0.0.1:11434'", "chat", "qwen3", true, "/v1/chat/completions")]
    [InlineData("kind: ollama, base_url: 'http://127.0.0.1:8081/llm'", "chat", "qwen3", true, "/llm/v1/chat/completions")]
    [InlineData("kind: ollama, base_url: 'http://127.0.0.1:8081/llm'", "ollama_embed", "e", false, "/llm/api/embed")]
    [InlineData("kind: deepseek", "messages", "deepseek-chat", true, "/anthropic/v1/messages")]
    [InlineData("kind: deepseek, base_url: 'https://api.deepseek.com'", "chat", "deepseek-chat", true, "/v1/chat/completions")]
    [InlineData("kind: zhipu, base_url: 'https://api.z.ai/api/coding/paas/v4'", "messages", "glm-5", true, "/api/anthropic/v1/messages")]
    [InlineData("kind: vllm, base_url: 'http://127.0.0.1:8081/gpu/v1'", "messages", "m", false, "/gpu/v1/messages")]
    [InlineData("kind: jina", "rerank", "jina-reranker-v3", false, "/v1/rerank")]
    public void A_request_goes_to_the_path_that_its_vendor_documents(string settings, string format, string model, bool stream, string path)
    {
        var provider = TestConfig.Compile($"providers: [{{ name: p, {settings}, models: [m] }}]").Providers[0];
        FormatNames.TryParse(format, out var wire).ShouldBeTrue();
        var bytes = new BufferPool().RentSend(16);
        UpstreamPath.Write(bytes, provider, wire, model, stream);
        Encoding.ASCII.GetString(bytes.Span).ShouldBe(path);
    }

    [Theory]
    [InlineData("kind: vertex, project: p", "aiplatform.googleapis.com")]
    [InlineData("kind: vertex, project: p, location: europe-west4", "europe-west4-aiplatform.googleapis.com")]
    [InlineData("kind: bedrock, region: ap-south-1", "bedrock-runtime.ap-south-1.amazonaws.com")]
    public void A_place_is_part_of_the_host(string settings, string host) =>
        TestConfig.Compile($"providers: [{{ name: p, {settings}, models: [m] }}]").Providers[0].Origin.Host.ShouldBe(host);

    [Fact]
    public void A_cloud_asks_each_vendors_models_in_that_vendors_format()
    {
        var vertex = TestConfig.Compile("providers: [{ name: p, kind: vertex, project: p, models: [m] }]").Providers[0];
        vertex.FormatsFor("gemini-3-pro")[0].ShouldBe(WireFormat.GeminiGenerate);
        vertex.FormatsFor("claude-opus-4-5@20251101")[0].ShouldBe(WireFormat.AnthropicMessages);
        vertex.FormatsFor("meta/llama-4")[0].ShouldBe(WireFormat.OpenAiChat);
        var own = TestConfig.Compile("providers: [{ name: p, kind: vertex, project: p, models: [m], formats: [generate] }]").Providers[0];
        own.FormatsFor("claude-x").ShouldBe([WireFormat.GeminiGenerate]);
    }
}
