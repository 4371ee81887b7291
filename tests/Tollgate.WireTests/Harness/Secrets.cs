namespace Tollgate.WireTests.Harness;

/// <summary>Canaries: values that must be seen in one place only.</summary>
internal static class Secrets
{
    /// <summary>Of the client, for the gateway.</summary>
    public const string ClientKey = "sk-client-canary-7f3a91c2d4";

    /// <summary>Of the gateway, for the upstream.</summary>
    public const string ProviderKey = "sk-provider-canary-52be08aa17";

    /// <summary>Stands in prompts.</summary>
    public const string Prompt = "prompt-canary-c09d11e6";

    public static readonly IReadOnlyList<string> All = [ClientKey, ProviderKey, Prompt];
}
