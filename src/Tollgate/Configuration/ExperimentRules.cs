namespace Tollgate.Configuration;

/// <summary>Rules of a model's <c>experiment</c>, <c>canary</c>, <c>shadow</c> and <c>sticky</c>.</summary>
internal static class ExperimentRules
{
    /// <summary>Experiments and canaries at most: their names are values of a metric's label.</summary>
    private const int MostExperiments = 40;

    private const int MostArms = 10;

    public static void Check(ModelConfig model, string path, HashSet<string> providers, ServedModels served, ConfigFindings findings)
    {
        if (model.Sticky is { By.Kind: StickyKind.None }) { findings.Error(path + ".sticky.by", "is required"); }
        CheckSource(model.Sticky?.By, path + ".sticky.by", findings);
        if (model.Experiment is { } experiment) { CheckExperiment(model, experiment, path, providers, served, findings); }
        if (model.Canary is { } canary)
        {
            if (model.Experiment is not null) { findings.Error(path + ".canary", "and experiment exclude each other: a canary is an arm too"); }
            CheckSource(canary.StickyBy, path + ".canary.sticky_by", findings);
            CheckPlace(model, canary.Targets, canary.Model, path + ".canary", providers, served, findings);
        }

        if (model.Shadow is { } shadow && !providers.Contains(shadow.Provider))
        {
            findings.Error(path + ".shadow.provider", "is not the name of a provider" + NearestName.Hint(shadow.Provider, providers));
        }
    }

    /// <summary>Results are told apart by the experiment's name.</summary>
    public static void CheckNames(GatewayConfig config, ConfigFindings findings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < config.Models.Count; i++)
        {
            if (config.Models[i].Experiment is { } experiment && !names.Add(experiment.Name))
            {
                findings.Error($"models[{i}].experiment.name", "is the name of another experiment");
            }
        }

        if (config.Models.Count(m => m.Experiment is not null || m.Canary is not null) > MostExperiments)
        {
            findings.Error("models", $"may hold at most {MostExperiments} experiments and canaries");
        }
    }

    private static void CheckExperiment(
        ModelConfig model, ExperimentConfig experiment, string path, HashSet<string> providers, ServedModels served, ConfigFindings findings)
    {
        var at = path + ".experiment";
        TextRules.Name(findings, at + ".name", experiment.Name);
        CheckSource(experiment.StickyBy, at + ".sticky_by", findings);
        if (model.Targets.Count > 0) { findings.Error(path + ".targets", "give way to the arms of the experiment: write them into an arm"); }
        if (experiment.Arms.Count is < 2 or > MostArms) { findings.Error(at + ".arms", $"needs 2 to {MostArms} arms"); }
        if (experiment.Arms.Count > 0 && experiment.Arms.Sum(a => a.Weight) == 0) { findings.Error(at + ".arms", "needs at least one weight above 0"); }
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < experiment.Arms.Count; i++)
        {
            var arm = experiment.Arms[i];
            TextRules.Name(findings, $"{at}.arms[{i}].name", arm.Name);
            if (!names.Add(arm.Name)) { findings.Error($"{at}.arms[{i}].name", "is the name of another arm"); }
            CheckPlace(model, arm.Targets, arm.Model, $"{at}.arms[{i}]", providers, served, findings);
        }
    }

    private static void CheckPlace(
        ModelConfig model, IReadOnlyList<TargetConfig> targets, string? other, string path, HashSet<string> providers, ServedModels served, ConfigFindings findings)
    {
        if ((targets.Count == 0) == (other is null)) { findings.Error(path, "needs either targets or a model"); }
        ModelRules.CheckTargets(targets, path + ".targets", providers, findings);
        if (other is null) { return; }
        if (other == model.Name) { findings.Error(path + ".model", "is the model itself"); }
        else { served.Check(other, path + ".model", findings); }
    }

    private static void CheckSource(StickySource? source, string path, ConfigFindings findings)
    {
        if (source is { Kind: StickyKind.Header } && (source.Header is not { Length: > 0 and <= 64 } name || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))))
        {
            findings.Error(path, "must name a header as in header:x-session");
        }
    }
}
