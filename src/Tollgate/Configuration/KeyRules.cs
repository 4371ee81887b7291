namespace Tollgate.Configuration;

/// <summary>Rules of <c>keys</c>.</summary>
internal static class KeyRules
{
    private const int MinSecretLength = 8;

    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var secrets = new HashSet<Secret>();
        for (var i = 0; i < config.Keys.Count; i++)
        {
            var key = config.Keys[i];
            var path = $"keys[{i}]";
            TextRules.Line(findings, path + ".name", key.Name, 128);
            TextRules.Line(findings, path + ".org", key.Org, 128);
            if (!names.Add(key.Name)) { findings.Error(path + ".name", "is the name of another key"); }
            ClientSecret(findings, path + ".key", key.Key);
            if (!secrets.Add(key.Key)) { findings.Error(path + ".key", "is also another key's secret"); }
            if (key.Billing == BillingMode.Wallet) { findings.Error(path + ".billing", "wallet billing is not available yet; use none"); }
            for (var m = 0; m < key.Models.Count; m++) { TextRules.Model(findings, $"{path}.models[{m}]", key.Models[m], patterns: true); }
        }

        if (config.Auth.AdminKey is { } admin && secrets.Contains(admin)) { findings.Error("auth.admin_key", "is also a client key's secret"); }
    }

    /// <summary>A secret that clients present.</summary>
    public static void ClientSecret(ConfigFindings findings, string path, Secret secret)
    {
        TextRules.Credential(findings, path, secret);
        if (secret.Length < MinSecretLength) { findings.Error(path, $"must have at least {MinSecretLength} characters"); }
    }
}
