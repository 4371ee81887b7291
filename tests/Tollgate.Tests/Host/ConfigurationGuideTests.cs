using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Routing;
using Xunit;

namespace Tollgate.Tests.Host;

/// <summary>The guide and the reader agree: its example loads, and it names every setting, kind and variable.</summary>
public sealed partial class ConfigurationGuideTests
{
    private static readonly string Guide = File.ReadAllText(Find("configuration.md"));

    [Fact]
    public void Every_example_of_the_guide_is_accepted()
    {
        var examples = Example().Matches(Guide + File.ReadAllText(Find("configuration.zh-CN.md")));
        examples.Count.ShouldBeGreaterThan(1);
        foreach (Match example in examples) { TestConfig.Accept(example.Groups["text"].Value); }
    }

    [Fact]
    public void The_guide_names_every_setting_that_the_full_file_uses()
    {
        foreach (Match setting in Setting().Matches(HostileConfigTests.Full))
        {
            var name = setting.Groups["name"].Value;
            if (name is "x-extra" or "client_secret") { continue; }
            Guide.ShouldContain(name, customMessage: name);
        }
    }

    [Fact]
    public void The_guide_names_every_kind_and_every_variable()
    {
        var kinds = File.ReadAllText(Find("providers.md"));
        foreach (var preset in ProviderPresets.All)
        {
            kinds.ShouldContain($"`{preset.Kind}`");
            if (preset.KeyVariable is { } variable) { kinds.ShouldContain($"`{variable}`"); }
            if (preset.BaseUrl is { } url) { kinds.ShouldContain($"`{url}`"); }
        }
    }

    private static string Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "docs", name);
            if (File.Exists(path)) { return path; }
        }

        throw new FileNotFoundException($"docs/{name} is not above the tests.");
    }

    [GeneratedRegex("```yaml\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Example();

    [GeneratedRegex(@"(^|\n)[ -]*(?<name>[a-z_-]+):", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Setting();
}
