using System.Text;
using Tollgate.Exchange;
using Tollgate.Routing;

namespace Tollgate.Host.Providers;

/// <summary>Writes the guide to kinds of provider (<c>docs/providers.md</c>) from the very table that the program works by.</summary>
internal static class ProviderGuide
{
    /// <summary>The languages that it is written in.</summary>
    public static IReadOnlyList<GuideWords> Languages { get; } = [EnglishWords.All, ChineseWords.All];

    /// <summary>The whole text, lines ending in LF.</summary>
    public static string Write(GuideWords words)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(words.Title).Append("\n\n").Append(words.Made).Append("\n\n").Append(words.Intro).Append('\n');
        var kinds = ProviderPresets.All.Where(preset => !preset.IsDemo).ToArray();
        Table(text, words.AddressHeading, null, words.AddressColumns, ProviderPresets.All.Select(preset => Address(preset, words)));
        Table(text, words.FormatHeading, words.FormatIntro, words.FormatColumns, kinds.Select(preset => Formats(preset)));
        Table(text, words.QuirkHeading, words.QuirkIntro, words.QuirkColumns, kinds.Select(preset => Quirks(preset, words)));
        return text.Append('\n').Append(words.Rest).Append('\n').ToString().ReplaceLineEndings("\n");
    }

    private static void Table(StringBuilder text, string heading, string? intro, IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        text.Append("\n## ").Append(heading).Append("\n\n");
        if (intro is not null) { text.Append(intro).Append("\n\n"); }
        Row(text, columns);
        text.Append('|').Insert(text.Length, "---|", columns.Count).Append('\n');
        foreach (var row in rows) { Row(text, row); }
    }

    private static void Row(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string[] Address(ProviderPreset preset, GuideWords words) =>
    [
        preset.Aliases.Count == 0 ? Code(preset.Kind) : $"{Code(preset.Kind)} ({Codes(preset.Aliases)})",
        preset.Title,
        preset.IsDemo ? words.None : preset.BaseUrl is not { } url ? words.Required
            : preset.OtherUrls.Count == 0 ? Code(url) : $"{Code(url)}; {words.Also} {Codes(preset.OtherUrls)}",
        preset.IsDemo ? words.None
            : preset.SignIn != SignIn.Key ? words.SignIns[preset.SignIn]
            : Code($"{preset.CredentialHeader}: {preset.CredentialPrefix}…"),
        preset.KeyVariable is { } variable ? Code(variable) : string.Empty,
    ];

    private static string[] Formats(ProviderPreset preset) =>
    [
        Code(preset.Kind),
        Names(preset.Formats),
        string.Join("; ", preset.FormatsByModel.GroupBy(row => Names(row.Formats), StringComparer.Ordinal).Select(group => $"{Codes(group.Select(row => row.Pattern))}: {group.Key}")),
    ];

    private static string[] Quirks(ProviderPreset preset, GuideWords words) =>
    [
        Code(preset.Kind), words.Usages[preset.Usage], Codes(preset.Thoughts), words.Errors[preset.Errors], Codes(preset.Chat.Refuses), Codes(Otherwise(preset.Chat)),
    ];

    private static IEnumerable<string> Otherwise(ChatQuirks chat)
    {
        var usual = ChatQuirks.Default;
        if (chat.MaxTokensField != usual.MaxTokensField) { yield return chat.MaxTokensField; }
        if (chat.SystemRole != usual.SystemRole) { yield return "role: " + chat.SystemRole; }
        if (chat.SeedField != usual.SeedField) { yield return chat.SeedField; }
        if (chat.RequiredWord != usual.RequiredWord) { yield return "tool_choice: " + chat.RequiredWord; }
        if (!chat.TakesSchema) { yield return "response_format: json_object"; }
        if (chat.TakesTopK) { yield return "top_k"; }
        switch (chat.Reasoning)
        {
            case ReasoningStyle.EnableThinking: yield return "enable_thinking"; break;
            case ReasoningStyle.ThinkingType: yield return "thinking.type"; break;
            case ReasoningStyle.ReasoningObject: yield return "reasoning"; break;
            case ReasoningStyle.TemplateArguments: yield return "chat_template_kwargs"; break;
        }

        if (chat.ReasoningField is { } field) { yield return "messages[]." + field; }
    }

    private static string Names(IEnumerable<WireFormat> formats) => Codes(formats.Select(FormatNames.Of));

    private static string Code(string text) => $"`{text}`";

    private static string Codes(IEnumerable<string> texts) => string.Join(", ", texts.Select(Code));
}
