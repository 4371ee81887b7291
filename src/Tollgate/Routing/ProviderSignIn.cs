using System.Text;
using Tollgate.Configuration;
using Tollgate.Upstreams.Bedrock;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Routing;

/// <summary>Credentials that are no fixed header line, compiled from a provider's settings. All of them were checked.</summary>
internal static class ProviderSignIn
{
    /// <summary>Bedrock's name in signatures.</summary>
    private const string Service = "bedrock";

    /// <summary>Its credential is the JSON text of an account of Google's.</summary>
    public static bool IsAccount(ProviderConfig config, ProviderPreset preset) => preset.SignIn == SignIn.Google && GoogleAccount.TextOf(config) is not null;

    /// <summary>The account that it signs in with; null where it does not.</summary>
    public static GoogleAccount? AccountOf(ProviderConfig config, ProviderPreset preset) =>
        preset.SignIn == SignIn.Google && config.SignIn == SignInSource.Metadata ? GoogleAccount.OfMachine(config.MetadataHost)
        : IsAccount(config, preset) && GoogleAccount.TryParse(GoogleAccount.TextOf(config)!, config.FromFile, out var account, out _) ? account : null;

    /// <summary>What signs its requests; null where a key stands in a header instead.</summary>
    public static AmazonSignature? SignatureOf(ProviderConfig config, ProviderPreset preset) =>
        preset.SignIn == SignIn.Amazon && config is { AccessKeyId: { } id, SecretAccessKey: { } secret }
            ? new AmazonSignature(id, secret.Reveal(), config.SessionToken?.Reveal(), RegionOf(config), Service)
            : null;

    /// <summary>What tells this credential from another; only ever hashed.</summary>
    public static byte[] IdentityOf(ProviderConfig config, GoogleAccount? account) =>
        account is not null ? Encoding.ASCII.GetBytes(account.Identity)
        : config.SecretAccessKey is { } secret ? Encoding.UTF8.GetBytes($"{config.AccessKeyId}\n{secret.Reveal()}\n{config.SessionToken?.Reveal()}\n{config.Region}")
        : [];

    /// <summary>The region of signatures, also where the base URL is somebody else's.</summary>
    private static string RegionOf(ProviderConfig config) => config.Region ?? "us-east-1";
}
