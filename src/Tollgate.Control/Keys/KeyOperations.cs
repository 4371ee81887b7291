using Tollgate.Control.Http;
using Tollgate.Faults;

namespace Tollgate.Control.Keys;

/// <summary>Descriptions of the endpoints of <see cref="KeyArea"/>.</summary>
internal static class KeyOperations
{
    private const string Tag = "Keys";

    private const string Example = """
        {"id":"key_019a2b3c4d5e0011223344556677","name":"ci","org":"default","team":"platform","user":"","status":"active","models":["gpt-*"],
        "enabled":true,"requests_per_minute":60,"labels":{"cost_centre":"4711"},"passthrough":false,"billing":"none","capture_content":false,
        "hint":"x9Qw","created_at":"2026-01-31T12:00:00+00:00","changed_at":"2026-01-31T12:00:00+00:00"}
        """;

    private static readonly ApiParameter Id = new("id", "Id of the key") { Example = "key_019a2b3c4d5e0011223344556677", Required = true };

    public static readonly ApiOperation List = new("listKeys", Tag, "Stored keys, oldest first")
    {
        Description = "Revoked keys only with `status=revoked`. Keys of the configuration file are not among them.",
        Query =
        [
            new("after", "`next` of the page before"),
            new("limit", "Keys of a page, 1 to 1000; default 100") { Type = "integer" },
            new("org", "Organisation"),
            new("team", "Team"),
            new("user", "User"),
            new("name", "Name"),
            new("status", "What the key is good for now") { Values = ["active", "disabled", "expired", "revoked"] },
        ],
        Answer = KeyJson.Default.KeyPageBody,
        AnswerExample = $$"""{"items":[{{Example}}]}""",
        Faults = [FaultCode.StorageError],
    };

    public static readonly ApiOperation Create = new("createKey", Tag, "Make a key")
    {
        Description = "The answer holds the secret in `key`. It is shown this once and stored as a hash. The key works when the answer is there.",
        Body = KeyJson.Default.KeyDraft,
        BodyExample = """{"name":"ci","team":"platform","models":["gpt-*"],"requests_per_minute":60,"labels":{"cost_centre":"4711"}}""",
        Status = 201,
        Answer = KeyJson.Default.KeyBody,
        AnswerExample = Example,
        Faults = [FaultCode.Conflict, FaultCode.StorageError],
    };

    public static readonly ApiOperation Get = new("getKey", Tag, "One key")
    {
        Path = [Id],
        Answer = KeyJson.Default.KeyBody,
        AnswerExample = Example,
        Faults = [FaultCode.NotFound, FaultCode.StorageError],
    };

    public static readonly ApiOperation Edit = new("updateKey", Tag, "Change a key")
    {
        Description = "What is left out stays. `expires_at` and `requests_per_minute` are taken away by null.",
        Path = [Id],
        Body = KeyJson.Default.KeyEdit,
        BodyExample = """{"enabled":false}""",
        Answer = KeyJson.Default.KeyBody,
        AnswerExample = Example,
        Faults = [FaultCode.NotFound, FaultCode.Conflict, FaultCode.StorageError],
    };

    public static readonly ApiOperation Revoke = new("revokeKey", Tag, "Revoke a key for good")
    {
        Description = "New requests are refused within a second, streams under way are cut within a minute. Revoking twice is no error.",
        Path = [Id],
        Status = 204,
        Faults = [FaultCode.NotFound, FaultCode.StorageError],
    };

    public static readonly ApiOperation Rotate = new("rotateKey", Tag, "Give a key another secret")
    {
        Description = "The answer holds the new secret in `key`, this once. The one so far works on for `overlap_seconds`.",
        Path = [Id],
        Body = KeyJson.Default.KeyRotationBody,
        BodyExample = """{"overlap_seconds":3600}""",
        Answer = KeyJson.Default.KeyBody,
        AnswerExample = Example,
        Faults = [FaultCode.NotFound, FaultCode.Conflict, FaultCode.StorageError],
    };
}
