using System.CommandLine;
using Shouldly;
using Tollgate.Host.Commands;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class PricesCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Show_writes_the_price_with_its_tiers_and_where_it_comes_from()
    {
        var (code, text, _) = Run("providers: []", "show", "gemini-2.5-pro", "--provider", "google");

        code.ShouldBe(0);
        text.ShouldContain("kind gemini gemini-2.5-pro   (USD per million tokens)");
        text.ShouldContain("always: input 1.25, output 10, cached 0.125   [list gemini/gemini-2.5-pro]");
        text.ShouldContain("prompts above 200000 tokens: input 2.5, output 15, cached 0.25");
        text.ShouldContain("at most 1048576 tokens in, 65535 out");
    }

    [Fact]
    public void Show_knows_the_operators_prices_and_when_they_begin()
    {
        var (code, text, _) = Run(
            """
            providers: [{ name: mine, kind: openai, api_key: sk-mine-1, models: [gpt-4o] }]
            prices: [{ model: gpt-4o, from: 2027-01-01, input: 1, output: 2, per_request: 0.5 }]
            """,
            "show",
            "gpt-4o",
            "--provider",
            "mine");

        code.ShouldBe(0);
        text.ShouldContain("provider mine gpt-4o");
        text.ShouldContain("always: input 2.5, output 10, cached 1.25   [list openai/gpt-4o]");
        text.ShouldContain("from 2027-01-01T00:00:00Z: input 1, output 2, per_request 0.5   [configuration]");
    }

    [Fact]
    public void Show_says_so_when_nobody_knows() => Run("providers: []", "show", "nobody-knows").ShouldSatisfyAllConditions(
        run => run.Code.ShouldBe(1),
        run => run.Text.ShouldContain("No price is known for nobody-knows"));

    [Fact]
    public void Check_lists_what_has_no_price()
    {
        var (code, text, _) = Run(
            """
            providers:
              - { name: o, kind: openai, api_key: sk-mine-1, models: [gpt-4o, whisper-1] }
              - { name: v, kind: vllm, models: { qwen: Qwen/Qwen3-14B } }
              - { name: d, kind: demo }
            """,
            "check");

        code.ShouldBe(1);
        text.ShouldContain("no price: whisper-1 at provider o (openai, whisper-1)");
        text.ShouldContain("no price: qwen at provider v (vllm, Qwen/Qwen3-14B)");
        text.ShouldContain("2 with a price, 2 without");
    }

    [Fact]
    public void Check_is_content_when_every_model_has_a_price() =>
        Run("providers: [{ name: d, kind: demo }]", "check").Code.ShouldBe(0);

    [Fact]
    public void A_configuration_with_errors_is_refused_with_them() => Run("prices: [{ model: m }]", "check").ShouldSatisfyAllConditions(
        run => run.Code.ShouldBe(1),
        run => run.Errors.ShouldContain("prices[0].input"));

    public void Dispose() => _folder.Dispose();

    private (int Code, string Text, string Errors) Run(string yaml, params string[] args)
    {
        _folder.Write("tollgate.yaml", yaml);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = PricesCommand.Create().Parse([.. args, "--config", _folder.File("tollgate.yaml")])
            .Invoke(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }
}
