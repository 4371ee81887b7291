using System.Text;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Host.EnvironmentStart;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class EnvironmentConfigTests
{
    [Fact]
    public void With_nothing_set_there_is_the_demo_provider_and_a_key_has_to_be_made()
    {
        var result = Build();
        result.NeedsGeneratedKey.ShouldBeTrue();
        var config = result.Config.ShouldNotBeNull();
        config.Providers.ShouldHaveSingleItem().Kind.ShouldBe("demo");
        Route(config, "demo").ShouldBe("demo");
        Route(config, "gpt-4o").ShouldBeNull();
    }

    [Fact]
    public void Several_vendors_work_at_once_by_the_beginnings_of_their_model_names()
    {
        var config = Build(
            ("OPENAI_API_KEY", "sk-o"), ("ANTHROPIC_API_KEY", "sk-a"), ("GEMINI_API_KEY", "g"), ("DEEPSEEK_API_KEY", "d"), ("DASHSCOPE_API_KEY", "q"),
            ("ZHIPU_API_KEY", "z"), ("MISTRAL_API_KEY", "m"), ("GROQ_API_KEY", "r"), ("XAI_API_KEY", "x"), ("OPENROUTER_API_KEY", "or"),
            ("MOONSHOT_API_KEY", "k"), ("TOGETHER_API_KEY", "t")).Config.ShouldNotBeNull();
        config.Providers.Count.ShouldBe(13);
        foreach (var (model, provider) in new[]
        {
            ("gpt-4o-mini", "openai"), ("o1", "openai"), ("o3-mini", "openai"), ("text-embedding-3-small", "openai"), ("claude-sonnet-4", "anthropic"),
            ("gemini-2.5-pro", "gemini"), ("deepseek-chat", "deepseek"), ("qwen3-max", "dashscope"), ("glm-4.6", "zhipu"), ("mistral-large", "mistral"),
            ("llama-3.3-70b", "groq"), ("grok-4", "xai"), ("anthropic/claude-x", "openrouter"), ("kimi-k2", "moonshot"), ("something-new", "openai"), ("demo", "demo"),
        })
        {
            Route(config, model).ShouldBe(provider, model);
        }

        config.Providers.Single(p => p.Default).Name.ShouldBe("openai");
    }

    [Fact]
    public void A_name_that_nobody_claims_goes_to_one_provider_only()
    {
        var config = Build(("OPENAI_API_KEY", "sk-o"), ("DEEPSEEK_API_KEY", "d"), ("OLLAMA_HOST", "host:11434")).Config.ShouldNotBeNull();
        var route = ConfigSnapshot.Compile(config, 1).Resolve("llama3:8b"u8).ShouldNotBeNull();
        route.Candidates.ShouldHaveSingleItem().Provider.Name.ShouldBe("ollama");
        var both = Build(("TOGETHER_API_KEY", "t"), ("OPENROUTER_API_KEY", "o")).Config.ShouldNotBeNull();
        ConfigSnapshot.Compile(both, 1).Resolve("meta-llama/x"u8).ShouldNotBeNull().Candidates.ShouldHaveSingleItem().Provider.Name.ShouldBe("together");
        config.Providers.Single(p => p.Default).Name.ShouldBe("openai");
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000", "http://127.0.0.1:8000/v1")]
    [InlineData("http://127.0.0.1:8000/", "http://127.0.0.1:8000/v1")]
    [InlineData("http://vllm-qwen:8000/v1", "http://vllm-qwen:8000/v1")]
    [InlineData("https://a.example/team/v1/", "https://a.example/team/v1")]
    public void The_vllm_endpoint_gets_its_version_path_and_serves_the_named_model(string endpoint, string url)
    {
        var config = Build(("VLLM_ENDPOINT", endpoint), ("MODEL_NAME", "Qwen/Qwen3-14B")).Config.ShouldNotBeNull();
        config.Providers[0].BaseUrl.ShouldBe(url);
        config.Providers[0].Models.Select(m => m.Name).ShouldBe(["Qwen/Qwen3-14B", "*"]);
        config.Providers[0].Default.ShouldBeTrue();
    }

    [Theory]
    [InlineData("http://a.example:11434", "http://a.example:11434")]
    [InlineData("a.example", "http://a.example:11434")]
    [InlineData("a.example:1234", "http://a.example:1234")]
    [InlineData(":1234", "http://127.0.0.1:1234")]
    [InlineData("0.0.0.0:11434", "http://127.0.0.1:11434")]
    [InlineData("[::1]", "http://[::1]:11434")]
    public void Ollamas_own_spellings_of_its_address_work(string host, string url) =>
        Build(("OLLAMA_HOST", host)).Config.ShouldNotBeNull().Providers[0].BaseUrl.ShouldBe(url);

    [Fact]
    public void Keys_the_request_limit_and_origins_come_from_their_variables()
    {
        var result = Build(
            ("TOLLGATE_API_KEY", "sk-12345678"), ("TOLLGATE_DEV_KEY", "sk-87654321"), ("RATE_LIMIT_RPM", "60"), ("CORS_ORIGINS", "https://a.example, https://b.example"),
            ("JWT_SECRET", "x"), ("STRIPE_API_KEY", "y"));
        result.NeedsGeneratedKey.ShouldBeFalse();
        var config = result.Config.ShouldNotBeNull();
        config.Keys.Select(k => k.Name).ShouldBe(["default", "dev"]);
        config.Limits.ShouldHaveSingleItem().ShouldBe(new LimitConfig { Limit = 60 });
        config.Server.CorsOrigins.ShouldBe(["https://a.example", "https://b.example"]);
        result.Warnings.ShouldContain("Accepted, no effect yet: JWT_SECRET, STRIPE_API_KEY.");
        Build(("TOLLGATE_API_KEY", "sk-12345678"), ("TOLLGATE_DEV_KEY", "sk-12345678")).Config.ShouldNotBeNull().Keys.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("OPENAI_API_KEY", "sk-canary two")]
    [InlineData("VLLM_ENDPOINT", "sk-canary")]
    [InlineData("VLLM_ENDPOINT", "http://user:sk-canary@a.example")]
    [InlineData("TOLLGATE_API_KEY", "canary")]
    [InlineData("RATE_LIMIT_RPM", "canary")]
    [InlineData("RATE_LIMIT_RPM", "0")]
    [InlineData("CORS_ORIGINS", "canary")]
    public void A_bad_variable_is_named_and_not_shown(string name, string value)
    {
        var result = Build((name, value));
        result.Config.ShouldBeNull();
        var error = result.Errors.ShouldHaveSingleItem().ToString();
        error.ShouldContain("environment: " + name);
        error.ShouldNotContain("canary");
    }

    private static ConfigResult Build(params (string Name, string Value)[] env) => EnvironmentConfig.Build(name => Array.Find(env, e => e.Name == name).Value);

    private static string? Route(GatewayConfig config, string model) =>
        ConfigSnapshot.Compile(config, 1).Resolve(Encoding.UTF8.GetBytes(model))?.Candidates[0].Provider.Name;
}
