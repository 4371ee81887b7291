namespace Tollgate.Control.Registry;

/// <summary>Descriptions of the endpoints of models over targets.</summary>
internal static class ModelOperations
{
    public static EntryOperations All { get; } = new(new EntryWords
    {
        Name = "Model",
        Noun = "model",
        Tag = "Models",
        IdExample = "mdl_019a2b3c4d5e0011223344556677",
        Example = """
            {"id":"mdl_019a2b3c4d5e0011223344556677","name":"smart","source":"store","revision":8,"created_at":"2026-01-31T12:00:00+00:00",
            "changed_at":"2026-01-31T12:00:00+00:00","in_force":true,"strategy":"ordered","targets":[{"provider":"local-b","model":"qwen3-14b"}]}
            """,
        DraftExample = """{"name":"smart","strategy":"ordered","targets":[{"provider":"demo","model":"demo"}]}""",
        EditExample = """{"strategy":"ordered"}""",
        ListSummary = "Models over targets, of all sources",
        CreateSummary = "Add a model over targets",
        CreateNote = "It serves when the answer is there. Takes every setting of an entry of `models:` in the configuration file.",
        EditNote = " With `If-Match` only if it is still at that revision; else 409. What the file names is changed there: 409.",
        DeleteNote = "One that another stored model falls back to stays: 409.",
        Draft = RegistryJson.Default.ModelDraft,
        Body = RegistryJson.Default.ModelBody,
        Page = RegistryJson.Default.ModelPageBody,
    });
}
