using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads the entries of <c>keys</c>.</summary>
internal static class GovernanceSections
{
    public static KeyConfig Key(SectionReader section) => new()
    {
        Name = section.RequiredText("name"),
        Key = section.RequiredSecret("key"),
        Org = section.Text("org", "default"),
        Models = section.Texts("models") ?? ["*"],
        Billing = section.Choice("billing", BillingMode.None, ("none", BillingMode.None), ("wallet", BillingMode.Wallet)),
        Passthrough = section.Flag("passthrough") ?? true,
        Enabled = section.Flag("enabled") ?? true,
        Expires = section.Moment("expires"),
        RequestsPerMinute = (int?)section.Whole("requests_per_minute", 1, 1_000_000_000),
    };
}
