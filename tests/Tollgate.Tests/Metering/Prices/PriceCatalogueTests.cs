using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Metering;
using Tollgate.Metering.Prices;
using Tollgate.Routing;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Metering.Prices;

public sealed class PriceCatalogueTests
{
    [Fact]
    public void The_built_in_list_is_read_whole()
    {
        var catalogue = PriceCatalogue.BuiltIn;

        catalogue.ListDate.ShouldBe("2026-08-01");
        catalogue.Rows.Count().ShouldBe(403);
        catalogue.Rows.Count(row => row.MaxInput > 0).ShouldBeGreaterThan(380);
        catalogue.Rows.Where(row => row.Price.Usual.Cached > row.Price.Usual.Input || row.Price.Usual.CacheWrite1h < row.Price.Usual.CacheWrite).ShouldBeEmpty();
    }

    /// <summary>The figures beside the repository, where they are: each amount in dollars is its nano-dollars to the last digit.</summary>
    [Fact]
    public void Every_amount_is_that_of_its_source()
    {
        var source = Source();
        Assert.SkipWhen(source is null, "The price list that prices.json is made from (shared/data/model-prices.json) is not here.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(source));
        var compared = 0;
        foreach (var row in document.RootElement.GetProperty("models").EnumerateArray())
        {
            var listed = PriceCatalogue.BuiltIn.Find(row.GetProperty("provider").GetString()!, row.GetProperty("model").GetString()!);
            if (listed.Length == 0 || !row.TryGetProperty("input", out var input)) { continue; }
            compared++;
            var rates = listed[0].Price.Usual;
            rates.Input.ShouldBe((long)(input.GetDecimal() * 1_000_000_000m), row.GetRawText());
            if (row.TryGetProperty("output", out var output)) { rates.Output.ShouldBe((long)(output.GetDecimal() * 1_000_000_000m), row.GetRawText()); }
            if (row.TryGetProperty("cache_read", out var cached)) { rates.Cached.ShouldBe((long)(cached.GetDecimal() * 1_000_000_000m), row.GetRawText()); }
        }

        compared.ShouldBeGreaterThan(380);
    }

    /// <summary>Recorded answers of well-known models at list price: usage read as the provider means it, cost worked out by hand.</summary>
    [Theory]
    [InlineData("openai", "gpt-4o-mini", "{\"prompt_tokens\":1135,\"completion_tokens\":61,\"total_tokens\":1196,\"prompt_tokens_details\":{\"cached_tokens\":1024}}", 130_050)]
    [InlineData("anthropic", "claude-sonnet-4-5-20250929", "{\"input_tokens\":3,\"cache_creation_input_tokens\":2000,\"cache_read_input_tokens\":10000,\"cache_creation\":{\"ephemeral_5m_input_tokens\":500,\"ephemeral_1h_input_tokens\":1500},\"output_tokens\":400}", 19_884_000)]
    [InlineData("gemini", "gemini-2.5-flash", "{\"promptTokenCount\":1000,\"cachedContentTokenCount\":600,\"candidatesTokenCount\":50,\"thoughtsTokenCount\":200,\"totalTokenCount\":1250}", 763_000)]
    [InlineData("xai", "grok-3-mini", "{\"prompt_tokens\":100,\"completion_tokens\":10,\"total_tokens\":410,\"completion_tokens_details\":{\"reasoning_tokens\":300}}", 185_000)]
    [InlineData("deepseek", "deepseek-chat", "{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100,\"prompt_cache_hit_tokens\":640,\"prompt_cache_miss_tokens\":360}", 160_720)]
    [InlineData("groq", "llama-3.3-70b-versatile", "{\"prompt_tokens\":48,\"completion_tokens\":9,\"total_tokens\":57}", 35_430)]
    public void Well_known_models_cost_what_their_price_pages_say(string kind, string model, string usageJson, long nanoUsd)
    {
        var usage = default(TokenUsage);
        var dialect = kind switch { "anthropic" => Dialect.Anthropic, "gemini" => Dialect.Gemini, _ => Dialect.OpenAi };
        UsageReader.TryRead(Encoding.UTF8.GetBytes(usageJson), dialect, ref usage).ShouldBeTrue();

        var price = new PriceTable([]).Resolve(ProviderPresets.Find(kind)!, model).At(0).ShouldNotBeNull();
        TestContext.Current.TestOutputHelper?.WriteLine($"{price.Usual}");

        price.CostOf(in usage).ShouldBe(nanoUsd);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("{\"list_date\":\"x\",\"models\":[{\"provider\":\"a\",\"model\":\"b\",\"from\":\"2026-08-01\",\"input\":-1}]}")]
    [InlineData("{\"list_date\":\"x\",\"models\":[{\"provider\":\"a\",\"model\":\"b\",\"from\":\"2026-08-01\",\"input\":0.5}]}")]
    public void What_is_no_list_is_refused(string json) =>
        Should.Throw<InvalidDataException>(() => PriceCatalogue.Read(new MemoryStream(Encoding.UTF8.GetBytes(json))));

    private static string? Source()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var file = Path.Combine(at.FullName, "shared", "data", "model-prices.json");
            if (File.Exists(file)) { return file; }
        }

        return null;
    }
}
