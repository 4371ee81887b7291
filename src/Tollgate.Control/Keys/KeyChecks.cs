using Tollgate.Configuration;
using Tollgate.Keys;

namespace Tollgate.Control.Keys;

/// <summary>Rules of stored keys: those of the configuration's keys, and bounds.</summary>
internal static class KeyChecks
{
    /// <summary>The first rule that a key breaks; null when it breaks none.</summary>
    public static KeyResult? Check(StoredCaller key)
    {
        var findings = new ConfigFindings();
        TextRules.Line(findings, "name", key.Name, KeyLimits.MaxNameLength);
        TextRules.Line(findings, "org", key.Org, KeyLimits.MaxNameLength);
        if (key.Team.Length > 0) { TextRules.Line(findings, "team", key.Team, KeyLimits.MaxNameLength); }
        if (key.User.Length > 0) { TextRules.Line(findings, "user", key.User, KeyLimits.MaxNameLength); }
        if (key.Models.Count > KeyLimits.MaxModels) { findings.Error("models", $"must not have more than {KeyLimits.MaxModels} entries"); }
        for (var i = 0; i < Math.Min(key.Models.Count, KeyLimits.MaxModels); i++)
        {
            TextRules.Model(findings, $"models[{i}]", key.Models[i] ?? "", patterns: true);
        }

        if (key.RequestsPerMinute is < 1 or > KeyLimits.MaxRequestsPerMinute)
        {
            findings.Error("requests_per_minute", $"must be 1 to {KeyLimits.MaxRequestsPerMinute}");
        }

        Labels(findings, key.Labels);
        return findings.Errors is [var (path, message), ..] ? KeyResult.Failed(KeyOutcome.Invalid, $"{path} {message}.", path) : null;
    }

    private static void Labels(ConfigFindings findings, IReadOnlyDictionary<string, string> labels)
    {
        if (labels.Count > KeyLimits.MaxLabels)
        {
            findings.Error("labels", $"must not have more than {KeyLimits.MaxLabels} entries");
            return;
        }

        foreach (var (name, value) in labels)
        {
            TextRules.Name(findings, "labels", name);
            TextRules.Line(findings, "labels." + (name.Length <= KeyLimits.MaxLabelNameLength ? name : "…"), value ?? "", KeyLimits.MaxLabelValueLength);
        }
    }
}
