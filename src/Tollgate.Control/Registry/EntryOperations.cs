using Tollgate.Control.Http;
using Tollgate.Faults;

namespace Tollgate.Control.Registry;

/// <summary>Descriptions of the endpoints that entries of every kind have.</summary>
internal sealed class EntryOperations
{
    public EntryOperations(EntryWords words)
    {
        ApiParameter id = new("id", $"Id of the {words.Noun}") { Example = words.IdExample, Required = true };
        List = new($"list{words.Name}s", words.Tag, words.ListSummary)
        {
            Description = words.ListNote,
            Query = words.ListQuery,
            Answer = words.Page,
            AnswerExample = $$"""{"items":[{{words.Example}}]}""",
        };
        Create = new($"create{words.Name}", words.Tag, words.CreateSummary)
        {
            Description = words.CreateNote,
            Query = [DryRun],
            Body = words.Draft,
            BodyExample = words.DraftExample,
            Status = 201,
            Answer = words.Body,
            AnswerExample = words.Example,
            Faults = [FaultCode.Conflict, FaultCode.StorageError],
        };
        Get = new($"get{words.Name}", words.Tag, $"One {words.Noun}")
        {
            Path = [id],
            Answer = words.Body,
            AnswerExample = words.Example,
            Faults = [FaultCode.NotFound],
        };
        Edit = new($"update{words.Name}", words.Tag, $"Change a {words.Noun}")
        {
            Description = "What is left out stays, null takes a setting away." + words.EditNote,
            Path = [id],
            Query = [DryRun],
            Body = words.Draft,
            BodyExample = words.EditExample,
            Answer = words.Body,
            AnswerExample = words.Example,
            Faults = [FaultCode.NotFound, FaultCode.Conflict, FaultCode.StorageError],
        };
        Replace = Edit with
        {
            Id = $"replace{words.Name}",
            Summary = $"Set all settings of a {words.Noun}",
            Description = words.ReplaceNote + words.EditNote,
            BodyExample = words.DraftExample,
        };
        Delete = new($"delete{words.Name}", words.Tag, $"Remove a {words.Noun}")
        {
            Description = words.DeleteNote + words.EditNote,
            Path = [id],
            Status = 204,
            Faults = [FaultCode.NotFound, FaultCode.Conflict, FaultCode.StorageError],
        };
    }

    public ApiOperation List { get; }

    public ApiOperation Create { get; }

    public ApiOperation Get { get; }

    public ApiOperation Edit { get; }

    public ApiOperation Replace { get; }

    public ApiOperation Delete { get; }

    private static ApiParameter DryRun { get; } = new("dry_run", "Only say what would become of it; default `false`") { Values = ["true", "false"] };
}
