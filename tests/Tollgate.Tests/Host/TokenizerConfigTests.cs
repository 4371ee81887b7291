using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Host.Yaml;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class TokenizerConfigTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_is_counted_by_its_exact_name_or_by_the_longest_pattern()
    {
        var small = _folder.Write("small", ByteRanks.File());
        var large = _folder.Write("large", ByteRanks.File("he"));
        var table = TestConfig.Compile($$"""
            tokenizers:
              - { models: ["gpt-*", exact], encoding: o200k_base, file: {{Quoted(small)}} }
              - { models: ["gpt-4*", "exact-not*"], encoding: cl100k_base, file: {{Quoted(large)}} }
            """).Tokenizers;

        Count("gpt-5").ShouldBe(256);
        Count("gpt-4-turbo").ShouldBe(257);
        Count("exact").ShouldBe(256);
        Count("exact-not-quite").ShouldBe(257);
        Count("exactly").ShouldBeNull();
        Count("gpt").ShouldBeNull();
        TestConfig.Compile("metering: { usage: true }").Tokenizers.IsEmpty.ShouldBeTrue();

        int? Count(string model) => table.Find(Encoding.UTF8.GetBytes(model))?.Count;
    }

    [Fact]
    public void A_reload_shares_what_did_not_change_and_entries_share_a_file()
    {
        var path = _folder.Write("ranks", ByteRanks.File("he"));
        var text = $$"""tokenizers: [{ models: [a], encoding: o200k_base, file: {{Quoted(path)}} }, { models: [b], encoding: o200k_base, file: {{Quoted(path)}} }, { models: [c], encoding: cl100k_base, file: {{Quoted(path)}} }]""";
        var first = TestConfig.Accept(text).Tokenizers;
        first[1].Loaded.ShouldBeSameAs(first[0].Loaded);
        first[2].Loaded.ShouldNotBeSameAs(first[0].Loaded); // it cuts text otherwise

        Again()[0].Loaded.ShouldBeSameAs(first[0].Loaded);
        _folder.Write("ranks", ByteRanks.File("hi"));
        Again()[0].Loaded.ShouldNotBeSameAs(first[0].Loaded);

        IReadOnlyList<TokenizerConfig> Again() => YamlConfigLoader.LoadText(text, "test.yaml", _ => null, first).Config.ShouldNotBeNull().Tokenizers;
    }

    [Fact]
    public void A_file_with_another_number_of_tokens_than_its_encoding_has_is_taken_with_a_warning()
    {
        var path = Quoted(_folder.Write("ranks", ByteRanks.File()));

        var result = TestConfig.Load($"tokenizers: [{{ models: [m], encoding: o200k_base, file: {path} }}]");

        result.Errors.ShouldBeEmpty();
        result.Warnings.ShouldContain("tokenizers[0].file has 256 tokens, and o200k_base has 199998: it is another encoding's, or was cut short.");
    }

    [Theory]
    [InlineData("{ models: [m], encoding: o200k, file: FILE }", "tokenizers[0].encoding", "o200k_base")]
    [InlineData("{ models: [m], encoding: o200k_base, file: /no/such/file }", "tokenizers[0].file", "does not exist")]
    [InlineData("{ models: [m], encoding: o200k_base, file: / }", "tokenizers[0].file", "cannot be read")]
    [InlineData("{ models: [m], file: FILE }", "tokenizers[0].encoding", "is missing")]
    [InlineData("{ models: [m], encoding: o200k_base, file: JSON }", "tokenizers[0].encoding", "not needed")]
    [InlineData("{ models: [m], file: JSON }", "tokenizers[0].file", "byte-pair")]
    [InlineData("{ encoding: o200k_base, file: FILE }", "tokenizers[0].models", "at least one")]
    [InlineData("{ models: [m, m], encoding: o200k_base, file: FILE }", "tokenizers[0].models[1]", "already")]
    [InlineData("{ models: [m], encoding: o200k_base }", "tokenizers[0].file", "")]
    [InlineData("{ models: [m], encoding: o200k_base, file: FILE, ranks: 5 }", "tokenizers[0].ranks", "")]
    public void What_can_not_be_used_is_refused_with_its_path(string entry, string path, string message)
    {
        var file = Quoted(_folder.Write("ranks", ByteRanks.File()));
        var json = Quoted(_folder.Write("tokenizer.json", "{}"));

        var error = TestConfig.RefuseOnce($"tokenizers: [{entry.Replace("FILE", file, StringComparison.Ordinal).Replace("JSON", json, StringComparison.Ordinal)}]");

        error.Path.ShouldBe(path);
        error.Message.ShouldContain(message);
    }

    private static string Quoted(string path) => JsonSerializer.Serialize(path);
}
