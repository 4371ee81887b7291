namespace Tollgate.Configuration;

/// <summary>Sign-in and admin access (<c>auth:</c>). <see cref="AdminKey"/>, <see cref="KeylessRequestsPerMinute"/> and <see cref="PublicModels"/> have an effect in this version.</summary>
public sealed record AuthConfig
{
    /// <summary>Key of the admin API. Default none, which closes it; without a configuration file one is made at the first start.</summary>
    public Secret? AdminKey { get; init; }

    /// <summary>HMAC secret of access tokens. Default none.</summary>
    public Secret? JwtSecret { get; init; }

    /// <summary>Whether a valid token signature is enough, without a known key. Default false.</summary>
    public bool TrustJwtSignature { get; init; }

    /// <summary>Whether <c>/register</c> is open. Default true.</summary>
    public bool Registration { get; init; } = true;

    /// <summary>Domain of wallet sign-in (EIP-4361). Default none.</summary>
    public string? SiweDomain { get; init; }

    /// <summary>OpenID Connect settings by name. Default none.</summary>
    public IReadOnlyDictionary<string, Secret> Oidc { get; init; } = new Dictionary<string, Secret>(StringComparer.Ordinal);

    /// <summary>Requests per minute that one client address may make without a valid key, 0 to 1,000,000,000. Default 100; 0 = any number.</summary>
    public long KeylessRequestsPerMinute { get; init; } = 100;

    /// <summary>Whether <c>/v1/models</c> answers without a key. Default false.</summary>
    public bool PublicModels { get; init; }
}
