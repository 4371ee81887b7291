using Tollgate.Control.Http;
using Tollgate.Faults;

namespace Tollgate.Control.Registry;

/// <summary>Descriptions of the endpoints of providers.</summary>
internal static class RegistryOperations
{
    private const string Tag = "Providers";

    private static readonly ApiParameter Id = new("id", "Id of the provider") { Example = "srv_019a2b3c4d5e0011223344556677", Required = true };

    public static EntryOperations All { get; } = new(new EntryWords
    {
        Name = "Server",
        Noun = "provider",
        Tag = Tag,
        IdExample = "srv_019a2b3c4d5e0011223344556677",
        Example = """
            {"id":"srv_019a2b3c4d5e0011223344556677","name":"local-b","kind":"vllm","base_url":"https://vllm.example.com/v1","api_key":"***","source":"store",
            "revision":7,"created_at":"2026-01-31T12:00:00+00:00","changed_at":"2026-01-31T12:00:00+00:00","in_force":true,
            "targets":[{"model":"qwen3-14b","in_flight":0,"excluded":"none","breaker":"closed","rest_seconds":0,"first_byte_ms":41.7,"success":1}],"models":["qwen3-14b"]}
            """,
        DraftExample =
            """{"name":"local-b","kind":"vllm","base_url":"https://vllm.example.com/v1","api_key":"sk-example","models":["qwen3-14b"],"order":1,"rpm":600}""",
        EditExample = """{"enabled":false}""",
        ListSummary = "Providers of all sources",
        ListNote = "Those of the configuration file or the environment, then those of the store, with what is known about their targets.",
        ListQuery = [new("model", "Only providers that claim this model name")],
        CreateSummary = "Add a provider",
        CreateNote = "It serves when the answer is there. Takes every setting of an entry of `providers:` in the configuration file. "
            + "Credentials and header values are sealed and never shown again.",
        EditNote = " With `If-Match` the change is made only if the entry is still at that revision; else 409. What the file or the environment names is changed there: 409.",
        ReplaceNote = "What is left out goes back to its default; credentials and header values alone stay until they are named.",
        DeleteNote = "Requests under way end in peace. One that a stored model has among its targets stays: 409.",
        Draft = RegistryJson.Default.ServerDraft,
        Body = RegistryJson.Default.ServerBody,
        Page = RegistryJson.Default.ServerPageBody,
    });

    public static readonly ApiOperation Test = new("testServer", Tag, "Try a provider")
    {
        Description = "Asks it for its list of models or, with a model, for one token.",
        Path = [Id],
        Body = RegistryJson.Default.ServerTestDraft,
        BodyExample = """{"model":"qwen3-14b"}""",
        Answer = RegistryJson.Default.ServerTestBody,
        AnswerExample = """{"ok":true,"status":200,"latency_ms":41.7}""",
        Faults = [FaultCode.NotFound],
    };

    public static readonly ApiOperation Discover = new("discoverModels", Tag, "Ask a provider for its own list of models")
    {
        Description = "Says what is new and what is gone. With `apply=true` a stored provider's settings follow: renamed models and patterns stay.",
        Path = [Id],
        Query = [new("apply", "Change the settings; default `false`") { Values = ["true", "false"] }],
        Answer = RegistryJson.Default.DiscoveryBody,
        AnswerExample = """{"models":["qwen3-14b","qwen3-32b"],"added":["qwen3-32b"],"gone":[],"applied":false}""",
        Faults = [FaultCode.NotFound, FaultCode.Conflict, FaultCode.UpstreamError, FaultCode.StorageError],
    };

    public static readonly ApiOperation Register = All.Create with
    {
        Id = "registerProvider",
        Summary = "Register a provider",
        Description = "As `POST /api/servers`, for providers that register themselves: `endpoint` is another name of `base_url`. With `heartbeat_seconds` "
            + "the answer holds a `heartbeat_token`, this once; the provider leaves rotation when it misses three heartbeats.",
        Query = [],
        BodyExample = """{"name":"gpu-7","endpoint":"https://gpu-7.example.com/v1","models":["qwen3-14b"],"heartbeat_seconds":10}""",
        Status = 200,
    };

    public static readonly ApiOperation ListRegistered = All.List with { Id = "listProviders" };

    public static readonly ApiOperation GetRegistered = All.Get with { Id = "getProvider" };

    public static readonly ApiOperation DeleteRegistered = All.Delete with { Id = "deleteProvider" };

    public static readonly ApiOperation Heartbeat = new("heartbeat", Tag, "A provider says that it is there")
    {
        Description = "With the admin key, or with the token that its registration answered. Brings a provider back that had missed its heartbeats.",
        Path = [Id],
        Answer = RegistryJson.Default.HeartbeatAnswer,
        AnswerExample = """{"id":"srv_019a2b3c4d5e0011223344556677","at":"2026-01-31T12:00:00+00:00","next_within_seconds":10}""",
        Faults = [FaultCode.NotFound],
    };
}
