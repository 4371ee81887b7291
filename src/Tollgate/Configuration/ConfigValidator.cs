namespace Tollgate.Configuration;

/// <summary>Checks a whole configuration and finds every error at once. What passes compiles.</summary>
internal static class ConfigValidator
{
    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        ServerRules.Check(config, findings);
        ProviderRules.Check(config, findings);
        ModelRules.Check(config, findings);
        KeyRules.Check(config, findings);
        LimitRules.Check(config, findings);
        BudgetRules.Check(config, findings);
        TelemetryRules.Check(config, findings);
        PriceRules.Check(config, findings);
        TokenizerRules.Check(config, findings);
        CaptureRules.Check(config, findings);
        ResilienceRules.Check(config, findings);
    }
}
