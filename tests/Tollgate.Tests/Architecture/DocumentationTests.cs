using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Tollgate.Tests.Architecture;

/// <summary>Documents that name files and metrics name those that there are.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Links_between_files_lead_somewhere()
    {
        var documents = Directory.EnumerateFiles(SourceFile.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(SourceFile.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .ToList();
        documents.ShouldNotBeEmpty();
        var broken = from document in documents
                     from Match link in Link().Matches(File.ReadAllText(document))
                     let target = link.Groups["target"].Value
                     where !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
                     select $"{Path.GetRelativePath(SourceFile.Root, document)}: {target}";
        broken.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("src/Tollgate/Recording/AccessLogLine.cs", @"[,{]\\""(?<name>[a-z_]+)\\"":")]
    [InlineData("src/Tollgate/Telemetry/SeriesFamilies.cs", @"""(?<name>llm_[a-z_]+)""")]
    [InlineData("src/Tollgate/Telemetry/LoopFamilies.cs", @"""(?<name>(llm|tollgate)_[a-z_]+)""")]
    [InlineData("src/Tollgate/Telemetry/ProviderFamilies.cs", @"""(?<name>llm_[a-z_]+)""")]
    [InlineData("src/Tollgate/Telemetry/SinkMetrics.cs", @"""(?<name>tollgate_[a-z_]+)""")]
    [InlineData("src/Tollgate/Telemetry/JournalMetrics.cs", @"""(?<name>tollgate_[a-z_]+)""")]
    [InlineData("src/Tollgate/Admission/Budgets/BudgetMetrics.cs", @"""(?<name>llm_[a-z_]+)""")]
    [InlineData("src/Tollgate/Admission/Budgets/BudgetAlerts.cs", @"""(?<name>llm_[a-z_]+)""")]
    [InlineData("src/Tollgate.Control/Telemetry/OtlpSink.cs", @"""(?<name>tollgate_[a-z_]+)""")]
    [InlineData("src/Tollgate/Listening/GatewayServer.cs", @"""(?<name>tollgate_[a-z_]+)""")]
    [InlineData("src/Tollgate.Host/Remote/RemoteReport.cs", @"""(?<name>tollgate_[a-z_]+)""")]
    [InlineData("src/Tollgate.Host/Serving/ControlComposition.cs", @"""(?<name>tollgate_[a-z_]+)""")]
    public void Operators_find_every_field_and_metric_in_their_guide(string source, string pattern)
    {
        var guide = File.ReadAllText(Path.Combine(SourceFile.Root, "docs", "operations.md"));
        var code = File.ReadAllText(Path.Combine(SourceFile.Root, source));
        var names = Regex.Matches(code, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(match => match.Groups["name"].Value).Distinct().ToList();
        names.ShouldNotBeEmpty();
        names.Where(name => !guide.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>A Markdown link to a file of the repository, without its fragment.</summary>
    [GeneratedRegex(@"\]\((?!https?:|#)(?<target>[^)#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
