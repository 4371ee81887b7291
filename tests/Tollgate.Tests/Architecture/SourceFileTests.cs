using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Tollgate.Tests.Architecture;

/// <summary>How files look. That a file is named after its one type is the compiler's to hold (MA0048).</summary>
public sealed partial class SourceFileTests
{
    [Theory]
    [InlineData("src", 400)]
    [InlineData("tests", 600)]
    [InlineData("bench", 600)]
    public void Files_are_short(string folder, int limit)
    {
        var files = SourceFile.Under(folder);
        files.ShouldNotBeEmpty();
        files.Where(file => file.Lines.Length > limit).Select(file => $"{file.Name}: {file.Lines.Length} lines").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("src", @"^\s*#region")]
    [InlineData("tests", @"^\s*#region")]
    [InlineData("src", @"//.*\b(TODO|FIXME|HACK|XXX)\b")]
    [InlineData("src", @"NotImplementedException")]
    public void No_line_holds(string folder, string pattern)
    {
        var wrong = from file in SourceFile.Under(folder)
                    from line in file.Lines.Select((text, index) => (Text: text, Number: index + 1))
                    where Regex.IsMatch(line.Text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
                    select $"{file.Name}:{line.Number}: {line.Text.Trim()}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Folders_are_namespaces()
    {
        var wrong = from file in SourceFile.Under("src")
                    let space = file.Lines.Select(line => NamespaceLine().Match(line)).FirstOrDefault(match => match.Success)?.Groups["name"].Value
                    let folder = string.Join('.', file.Name.Split('/')[1..^1])
                    where space is not null && space != folder
                    select $"{file.Name}: namespace {space}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_loops_hold_unsafe_code()
    {
        var wrong = from file in SourceFile.Under("src")
                    where !file.Name.StartsWith("src/Tollgate/Loops/", StringComparison.Ordinal) && file.Lines.Any(line => UnsafeWord().IsMatch(line))
                    select file.Name;
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Names_that_say_nothing_are_not_used()
    {
        var wrong = SourceFile.Under("src").Select(file => file.Name)
            .Where(name => EmptyName().IsMatch(name.Split('/')[^1]) || name.Contains("/Utilities/", StringComparison.Ordinal) || name.Contains("/Helpers/", StringComparison.Ordinal));
        wrong.ShouldBeEmpty();
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?!\s*//).*\bunsafe\b(?!"")", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnsafeWord();

    [GeneratedRegex(@"(Manager|Helper|Helpers|Utils|Utility|Processor)\.cs$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EmptyName();
}
