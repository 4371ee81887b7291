using Tollgate.Balancing;

namespace Tollgate.Configuration;

/// <summary>Rules of <c>models</c>: everything that they name exists, and fallbacks end.</summary>
internal static class ModelRules
{
    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        var providers = config.Providers.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var served = new ServedModels(config);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < config.Models.Count; i++)
        {
            var model = config.Models[i];
            var path = $"models[{i}]";
            TextRules.Model(findings, path + ".name", model.Name, patterns: false);
            if (!names.Add(model.Name)) { findings.Error(path + ".name", "is the name of another model"); }
            if (model.Targets.Count == 0 && model.Experiment is null) { findings.Error(path + ".targets", "needs at least one target"); }
            CheckBlend(model, path + ".blend", findings);
            CheckTargets(model.Targets, path + ".targets", providers, findings);
            ExperimentRules.Check(model, path, providers, served, findings);
            CheckFallback(model, path + ".fallback", served, findings);
        }

        ExperimentRules.CheckNames(config, findings);
        CheckCycles(config, findings);
    }

    private static void CheckBlend(ModelConfig model, string path, ConfigFindings findings)
    {
        if (model.Blend is not { } blend) { return; }
        if (model.Strategy != RoutingStrategy.Blend) { findings.Error(path, "needs strategy: blend"); }
        if (blend.Latency + blend.Cost + blend.Success + blend.Load <= 0) { findings.Error(path, "needs at least one weight above 0"); }
    }

    public static void CheckTargets(IReadOnlyList<TargetConfig> targets, string path, HashSet<string> providers, ConfigFindings findings)
    {
        if (targets.Count > BalancingStage.MaxCandidates) { findings.Error(path, $"may hold at most {BalancingStage.MaxCandidates} targets"); }
        for (var i = 0; i < targets.Count; i++)
        {
            var target = targets[i];
            if (!providers.Contains(target.Provider))
            {
                findings.Error($"{path}[{i}].provider", "is not the name of a provider" + NearestName.Hint(target.Provider, providers));
            }

            if (target.Model is { } name) { TextRules.Model(findings, $"{path}[{i}].model", name, patterns: false); }
        }
    }

    private static void CheckFallback(ModelConfig model, string path, ServedModels served, ConfigFindings findings)
    {
        for (var i = 0; i < model.Fallback.Count; i++)
        {
            served.Check(model.Fallback[i], $"{path}[{i}]", findings);
        }
    }

    /// <summary>Walks each chain of fallbacks without recursion: a file may make it as long as it likes.</summary>
    private static void CheckCycles(GatewayConfig config, ConfigFindings findings)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < config.Models.Count; i++) { byName.TryAdd(config.Models[i].Name, i); }

        // 0 = not seen, 1 = on the chain being walked, 2 = known to end.
        var state = new byte[config.Models.Count];
        var chain = new Stack<(int Model, int Next)>();
        for (var start = 0; start < state.Length; start++)
        {
            if (state[start] == 0) { chain.Push((start, 0)); }
            while (chain.TryPop(out var top))
            {
                state[top.Model] = 1;
                var fallback = config.Models[top.Model].Fallback;
                if (top.Next == fallback.Count)
                {
                    state[top.Model] = 2;
                    continue;
                }

                chain.Push((top.Model, top.Next + 1));
                if (!byName.TryGetValue(fallback[top.Next], out var next) || state[next] == 2) { continue; }
                if (state[next] == 1) { findings.Error($"models[{top.Model}].fallback[{top.Next}]", "leads back to a model that falls back to this one"); }
                else { chain.Push((next, 0)); }
            }
        }
    }
}
