using Shouldly;
using Tollgate.Host.Providers;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class ProviderGuideTests
{
    [Fact]
    public void The_guide_in_the_repository_is_the_one_that_the_program_writes()
    {
        foreach (var words in ProviderGuide.Languages)
        {
            File.ReadAllText(Find(words.File)).ReplaceLineEndings("\n").ShouldBe(ProviderGuide.Write(words), "run: tollgate providers docs docs");
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
}
