using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads an entry of <c>tokenizers</c>.</summary>
internal static class TokenizerSection
{
    public static TokenizerConfig Read(SectionReader section) => new()
    {
        Models = section.Texts("models") ?? [],
        Encoding = section.Text("encoding"),
        File = section.RequiredText("file"),
    };
}
