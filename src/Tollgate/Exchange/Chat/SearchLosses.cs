namespace Tollgate.Exchange.Chat;

/// <summary>
/// Reports what a target's search cannot be told. A lost limit of domains is content: the model would read what it shall not. How many searches,
/// how much of them, and from where, are settings.
/// </summary>
internal static class SearchLosses
{
    public const string Why = "this provider's search has no such setting";

    private const string Wider = "this provider's search cannot be kept to or from domains, so the model would read more than it may";

    /// <summary>Details that only one vendor has.</summary>
    public static void ReportOwn(ToolSpec tool, TranslationNotes notes)
    {
        foreach (var name in tool.Search!.OwnDetails)
        {
            notes.Lose($"{tool.Path}.{name}", Loss.Setting, Why);
        }

        foreach (var name in tool.Search.OwnLimits)
        {
            notes.Lose($"{tool.Path}.{name}", Loss.Content, Why + ", and without it the model would read more than it may");
        }
    }

    public static void ReportAllowed(ToolSpec tool, TranslationNotes notes) => Report(tool.Search!.Allowed, tool.Path + ".allowed_domains", notes);

    public static void ReportBlocked(ToolSpec tool, TranslationNotes notes) => Report(tool.Search!.Blocked, tool.Path + ".blocked_domains", notes);

    public static void ReportUses(ToolSpec tool, TranslationNotes notes) =>
        notes.LoseSettingIf(tool.Search!.MaxUses is not null, tool.Path + ".max_uses", Why);

    /// <summary>Medium is what every search does unasked.</summary>
    public static void ReportSize(ToolSpec tool, TranslationNotes notes) => notes.LoseSettingIf(
        !tool.Search!.ContextSize.IsEmpty && !tool.Search.ContextSize.Is("medium"u8), tool.Path + ".search_context_size", Why);

    public static void ReportPlace(ToolSpec tool, TranslationNotes notes) =>
        notes.LoseSettingIf(tool.Search!.HasPlace, tool.Path + ".user_location", Why);

    private static void Report(IReadOnlyList<JsonString> domains, string path, TranslationNotes notes)
    {
        if (domains.Count > 0)
        {
            notes.Lose(path, Loss.Content, Wider);
        }
    }
}
