using Tollgate.Control.Http;
using Tollgate.Faults;

namespace Tollgate.Control.Registry;

/// <summary>Descriptions of the endpoints of models over targets.</summary>
internal static class ModelOperations
{
    private const string Tag = "Models";

    private const string Example = """
        {"id":"mdl_019a2b3c4d5e0011223344556677","name":"smart","source":"store","revision":8,"created_at":"2026-01-31T12:00:00+00:00",
        "changed_at":"2026-01-31T12:00:00+00:00","in_force":true,"strategy":"ordered","targets":[{"provider":"local-b","model":"qwen3-14b"}]}
        """;

    private const string DraftExample = """{"name":"smart","strategy":"ordered","targets":[{"provider":"demo","model":"demo"}]}""";

    private const string EditNote = " With `If-Match` only if it is still at that revision; else 409. What the file names is changed there: 409.";

    private static readonly ApiParameter Id = new("id", "Id of the model") { Example = "mdl_019a2b3c4d5e0011223344556677", Required = true };

    private static readonly ApiParameter DryRun = new("dry_run", "Only say what would become of it; default `false`") { Values = ["true", "false"] };

    public static readonly ApiOperation List = new("listModels", Tag, "Models over targets, of all sources")
    {
        Answer = RegistryJson.Default.ModelPageBody,
        AnswerExample = $$"""{"items":[{{Example}}]}""",
    };

    public static readonly ApiOperation Create = new("createModel", Tag, "Add a model over targets")
    {
        Description = "It serves when the answer is there. Takes every setting of an entry of `models:` in the configuration file.",
        Query = [DryRun],
        Body = RegistryJson.Default.ModelDraft,
        BodyExample = DraftExample,
        Status = 201,
        Answer = RegistryJson.Default.ModelBody,
        AnswerExample = Example,
        Faults = [FaultCode.Conflict, FaultCode.StorageError],
    };

    public static readonly ApiOperation Get = new("getModel", Tag, "One model")
    {
        Path = [Id],
        Answer = RegistryJson.Default.ModelBody,
        AnswerExample = Example,
        Faults = [FaultCode.NotFound],
    };

    public static readonly ApiOperation Edit = new("updateModel", Tag, "Change a model")
    {
        Description = "What is left out stays, null takes a setting away." + EditNote,
        Path = [Id],
        Query = [DryRun],
        Body = RegistryJson.Default.ModelDraft,
        BodyExample = """{"strategy":"ordered"}""",
        Answer = RegistryJson.Default.ModelBody,
        AnswerExample = Example,
        Faults = [FaultCode.NotFound, FaultCode.Conflict, FaultCode.StorageError],
    };

    public static readonly ApiOperation Replace = Edit with
    {
        Id = "replaceModel",
        Summary = "Set all settings of a model",
        Description = "What is left out goes back to its default." + EditNote,
        BodyExample = DraftExample,
    };

    public static readonly ApiOperation Delete = new("deleteModel", Tag, "Remove a model")
    {
        Description = "One that another stored model falls back to stays: 409." + EditNote,
        Path = [Id],
        Status = 204,
        Faults = [FaultCode.NotFound, FaultCode.Conflict, FaultCode.StorageError],
    };
}
