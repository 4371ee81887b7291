using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Exchange;
using Tollgate.Forwarding;
using Tollgate.Loops;
using Tollgate.Routing;
using Xunit;

namespace Tollgate.Tests.Routing;

/// <summary>A provider that copies OpenAI is a row of data, and nothing else knows its name.</summary>
public sealed partial class NewProviderTests
{
    /// <summary>Where kinds have names of their own besides the table: price lists, and servers that the environment names by an address.</summary>
    private static readonly string[] MayName = ["PriceLists.cs", "EnvironmentConfig.cs", "UpstreamSections.cs", "PriceTable.cs"];

    [Fact]
    public void Every_kind_that_speaks_openais_format_works_from_its_row_alone()
    {
        foreach (var preset in ProviderPresets.All.Where(row => row is { SignIn: SignIn.Key, IsDemo: false } && row.Formats.Contains(WireFormat.OpenAiChat)))
        {
            var config = new ProviderConfig { Name = "new", Kind = preset.Kind, BaseUrl = preset.BaseUrl ?? "https://new.example" + preset.VersionPath, ApiKey = new Secret("k-1"), Models = [new ModelClaim("m")] };
            var provider = ConfigSnapshot.Compile(new GatewayConfig { Providers = [config] }, 1).Providers[0];
            var bytes = new BufferPool().RentSend(64);
            UpstreamPath.Write(bytes, provider, WireFormat.OpenAiChat, "m", stream: true);
            Encoding.ASCII.GetString(bytes.Span).ShouldBe(new Uri(config.BaseUrl).AbsolutePath.TrimEnd('/') + "/chat/completions", preset.Kind);
            Encoding.ASCII.GetString(provider.CredentialLines).ShouldBe($"{preset.CredentialHeader}: {preset.CredentialPrefix}k-1\r\n");
        }
    }

    [Fact]
    public void A_row_that_was_never_compiled_in_is_enough()
    {
        var row = new ProviderPreset
        {
            Kind = "newcomer", BaseUrl = "https://api.newcomer.example/llm/v3", VersionPath = "/llm/v3", CredentialHeader = "x-key", CredentialPrefix = "",
            Chat = new ChatQuirks { MaxTokensField = "max_completion_tokens", Refuses = ["user"] },
        };
        var config = new ProviderConfig { Name = "new", Kind = row.Kind, ApiKey = new Secret("k-1") };
        UpstreamOrigin.TryParse(ProviderAddress.BaseUrl(config, row)!, ProviderAddress.VersionPath(config, row), [], EgressPolicy.Default, namedInFile: true, out var origin, out _).ShouldBeTrue();
        Encoding.ASCII.GetString(UpstreamPaths.Of(config, row, origin!).OpenAi).ShouldBe("/llm/v3");
        Encoding.ASCII.GetString(HeaderLines.Build(config, row)).ShouldBe("x-key: k-1\r\n");
    }

    [Fact]
    public void No_code_but_the_table_names_a_kind_that_copies_openai()
    {
        var kinds = ProviderPresets.All.Where(row => row.Formats[0] == WireFormat.OpenAiChat && !row.IsDemo).Select(row => row.Kind).ToHashSet(StringComparer.Ordinal);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "src", "Tollgate"))) { folder = folder.Parent.ShouldNotBeNull(); }
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder.FullName, "src"), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains($"{Path.DirectorySeparatorChar}Presets{Path.DirectorySeparatorChar}", StringComparison.Ordinal) || MayName.Contains(Path.GetFileName(file), StringComparer.Ordinal))
            {
                continue;
            }

            foreach (Match named in KindEqual().Matches(File.ReadAllText(file)))
            {
                kinds.ShouldNotContain(named.Groups["kind"].Value, file);
            }
        }
    }

    [GeneratedRegex("""(Preset\.)?Kind\s*(==|is|!=)\s*"(?<kind>[a-z-]+)["]""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex KindEqual();
}
