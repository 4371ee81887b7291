using Shouldly;
using Tollgate.Configuration;
using Tollgate.Forwarding;
using Tollgate.Routing;
using Xunit;

namespace Tollgate.Tests.Configuration;

public sealed class ProviderPresetsTests
{
    [Fact]
    public void Every_provider_of_requirement_1_13_has_a_row()
    {
        foreach (var kind in new[]
        {
            "openai", "azure", "anthropic", "gemini", "vertex", "bedrock", "mistral", "cohere", "deepseek", "qwen", "dashscope", "glm", "zhipu", "ernie", "qianfan",
            "hunyuan", "doubao", "ark", "minimax", "moonshot", "groq", "xai", "together", "fireworks", "openrouter", "vllm", "sglang", "ollama", "llama.cpp", "llamacpp",
            "tgi", "demo", "openai-compatible",
        })
        {
            ProviderPresets.Find(kind).ShouldNotBeNull(kind);
        }
    }

    [Fact]
    public void Every_row_with_an_address_has_one_that_can_be_dialled()
    {
        foreach (var preset in ProviderPresets.All.Where(p => p.BaseUrl is not null))
        {
            var url = ProviderAddress.BaseUrl(new ProviderConfig { Name = "p", Kind = preset.Kind, Region = "us-east-1", Project = "p" }, preset)!;
            UpstreamOrigin.TryParse(url, preset.VersionPath, [], EgressPolicy.Default, namedInFile: true, out var origin, out var problem).ShouldBeTrue(problem);
            origin!.Tls.ShouldBe(!preset.BaseUrl!.Contains("127.0.0.1", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Claimed_beginnings_are_patterns_that_no_kind_has_twice()
    {
        var all = ProviderPresets.All.SelectMany(p => p.ModelPatterns).ToArray();
        all.ShouldAllBe(pattern => pattern.EndsWith('*') && pattern.Length > 2);
        foreach (var preset in ProviderPresets.All) { preset.ModelPatterns.ShouldBeUnique(); }
    }
}
